import { PlanwrightError } from '../../schemas/failure.ts';
import { type Target, targetOf } from '../http/address-rules.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The address of a request to a service, after the same rules as downloads: https, a name, an allowed host. A service on this machine is reached over http where
 * the allowed hosts name it with its port (`localhost:8080`). A mirror of downloads never stands in for a service: what is sent is meant for it alone. Errors:
 * `Tool.Denied`.
 */
export function serviceTarget(address: string, allowedHosts: readonly string[]): Target {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !LOOPBACK.has(url.hostname)) return targetOf(address, { allowedHosts, mirror: null });
  if (url.username !== '' || url.password !== '' || url.port === '' || !allowedHosts.includes(url.host)) {
    throw new PlanwrightError('Tool.Denied', `Cannot call "${address.slice(0, 300)}": host "${url.host}" is not allowed (allowed: ${allowedHosts.slice(0, 20).join(', ') || 'none'}). Allow the host with its port in the policy.`);
  }
  return { url, fetched: url, mirrored: false };
}
