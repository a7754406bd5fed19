import { createSign, randomBytes, type KeyObject } from 'node:crypto';

/** A device's lease request (docs/wire.md) as a compact JWS. `claim` contains the device id and the instant. */
export function signedLeaseRequest(privateKey: KeyObject, claim: object): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const nonce = randomBytes(16).toString('hex');
  const input = `${encode({ alg: 'ES256' })}.${encode({ nonce, appVersion: '0.1.0', ...claim })}`;
  const signature = createSign('sha256').update(input).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}
