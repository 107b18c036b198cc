import { describe, expect, it } from 'vitest';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { matchesHost } from '../../src/validation/safety.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { REGISTRY, plan, task } from '../plan/plans.ts';

describe('hosts of a policy', () => {
  it.each([
    ['api.example', 'api.example:8443', true],
    ['api.example', 'API.example.:8443', true],
    ['api.example:8443', 'api.example:8443', true],
    ['api.example:8443', 'api.example', false],
    ['api.example:443', 'api.example', true],
    ['*.example', 'api.example:8443', true],
    ['*.example:8443', 'api.example', false],
    ['[::1]', '[::1]:8080', true],
    ['api.example', 'api.example.evil:8443', false],
  ])('%s means %s: %s', (pattern, host, meant) => {
    expect(matchesHost(pattern, host)).toBe(meant);
  });

  const rules = (hosts: string[], url = 'https://data.example:8443/a') =>
    validatePlan(plan([task('get', 'http.fetch', {}, { url })]), { registry: { ...REGISTRY, hosts: { http: ['api.example:8443'] } }, policy: { ...SHIPPED_POLICY, allowed_hosts: ['data.example', 'data.example:8443'], forbids: { operations: [], hosts } }, now: '2026-11-22T12:00:00Z' })
      .checks_failed.map((one) => one.rule);

  it('a forbidden host is forbidden on every port, in an address and as the host of a tool', () => {
    expect(rules([])).toEqual([]);
    expect(rules(['data.example'])).toEqual(['safety.hosts']);
    expect(rules(['data.example:9443'])).toEqual([]);
    expect(rules(['api.example'])).toEqual(['safety.hosts']);
    expect(rules(['api.example:8443'])).toEqual(['safety.hosts']);
    expect(rules(['api.example:443'])).toEqual([]);
  });
});
