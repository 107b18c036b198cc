import { describe, expect, it } from 'vitest';
import { serviceTarget } from '../../../src/tools/openapi/service-target.ts';

describe('addresses of services', () => {
  it.each([
    ['https://api.example/v1', ['api.example']],
    ['http://127.0.0.1:8080/v1', ['127.0.0.1:8080']],
    ['http://localhost:8080/v1', ['localhost:8080']],
    ['http://[::1]:8080/v1', ['[::1]:8080']],
  ])('%s is reached where %j is allowed', (address, allowed) => {
    expect(serviceTarget(address, allowed).url.href).toBe(address);
  });

  it.each([
    ['http://api.example/v1', ['api.example', 'api.example:80']],
    ['https://other.example/', ['api.example']],
    ['http://127.0.0.1:8081/', ['127.0.0.1:8080']],
    ['http://127.0.0.1/', ['127.0.0.1']],
    ['http://localhost:8080/', ['127.0.0.1:8080']],
    ['http://me:secret@localhost:8080/', ['localhost:8080']],
    ['http://0.0.0.0:8080/', ['0.0.0.0:8080']],
    ['http://2130706433:8080/', ['2130706433:8080']],
    ['https://10.0.0.1/', ['10.0.0.1']],
    ['file:///etc/passwd', ['']],
    ['not an address', ['*']],
  ])('%s is refused where %j is allowed', (address, allowed) => {
    expect(() => serviceTarget(address, allowed)).toThrow(/^Cannot (call|download)/);
  });
});
