import { isIPv6 } from 'node:net';
import type { Request } from 'express';

/** The network of a request's client, for limits per client: see {@link networkOf}. */
export function clientNetwork(request: Pick<Request, 'ip'>): string {
  return networkOf(request.ip ?? '');
}

/** An IPv4 address; the /64 of an IPv6 address, because a single client may use every address in a /64. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return plain;
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (mapped) return mapped.slice(1).flatMap(bytesOf).join('.');
  const [head = [], tail] = canonical.split('::').map((groups) => (groups === '' ? [] : groups.split(':')));
  const groups =
    tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function bytesOf(group: string): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
