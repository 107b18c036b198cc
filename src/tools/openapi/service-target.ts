import { isIP } from 'node:net';
import { PlanwrightError } from '../../schemas/failure.ts';
import { isPublicAddress } from '../http/address.ts';
import { type Target, targetOf } from '../http/address-rules.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Why a service may not have this address, or null where it may. `given`: a person named it, not its description. */
export function addressFault(url: URL, given: boolean): string | null {
  if (url.username !== '' || url.password !== '') return 'it carries a user name or password. Give the address with --base, without them';
  if (LOOPBACK.has(url.hostname)) return given ? null : 'only a person may name this machine. Give the address with --base';
  try {
    targetOf(url.href, { allowedHosts: [url.host, `${url.hostname}:443`], mirror: null });
  } catch (error) {
    if (!(error instanceof PlanwrightError)) throw error;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (url.protocol !== 'https:') return 'only https is reached beyond this machine. Give an address with https with --base';
    if (isIP(host) !== 0) return `its host is ${isPublicAddress(host) ? 'an address and not a name' : 'a private address'}. Give a name with --base`;
    return 'its host is not a plain name. Give another with --base';
  }
  return null;
}

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
