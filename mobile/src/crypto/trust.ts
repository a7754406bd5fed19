import { CompactSign, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import {
  devicePeriodSchema,
  expiringKeySetSchema,
  keySetSchema,
  leaseRequestSchema,
  leaseSchema,
  receiptSchema,
  receiptsRequestSchema,
  refusalSchema,
  type DevicePeriod,
  type KeySet,
  type Lease,
  type LeaseRequest,
  type Receipt,
  type ReceiptsRequest,
  type Refusal,
} from '#electoral/wire';
import { z } from 'zod';

/** Public key of the offline root that signs the key set (decision 22). */
export interface RootJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly kid?: string;
}

type PublicJwk = RootJwk;

/** A document is not signed by the expected key, or does not have the expected content. */
export class UntrustedError extends Error {
  constructor(
    readonly what: 'key-set' | 'lease' | 'period' | 'receipt' | 'refusal',
    cause?: unknown,
  ) {
    super(`untrusted ${what}`, { cause });
    this.name = 'UntrustedError';
  }
}

/** @throws UntrustedError if the root did not sign it. */
export function verifyKeySet(root: RootJwk, jws: string): Promise<KeySet> {
  return verify('key-set', [root], jws, z.union([expiringKeySetSchema, keySetSchema]));
}

/** @throws UntrustedError */
export function verifyLease(keys: KeySet, jws: string): Promise<Lease> {
  return verify('lease', keys.lease, jws, leaseSchema);
}

/**
 * @param asked what the answer must be about.
 * @throws UntrustedError
 */
export async function verifyDevicePeriod(
  keys: KeySet,
  jws: string,
  asked: Pick<DevicePeriod, 'deviceId' | 'nonce'>,
): Promise<DevicePeriod> {
  const period = await verify('period', keys.lease, jws, devicePeriodSchema);
  if (period.deviceId !== asked.deviceId || period.nonce !== asked.nonce) throw new UntrustedError('period');
  return period;
}

/** @throws UntrustedError */
export function verifyReceipt(keys: KeySet, jws: string): Promise<Receipt> {
  return verify('receipt', keys.receipt, jws, receiptSchema);
}

/** @throws UntrustedError */
export function verifyRefusal(keys: KeySet, jws: string): Promise<Refusal> {
  return verify('refusal', keys.receipt, jws, refusalSchema);
}

/** Signs a request for a new lease with the device's key, as a compact JWS. */
export function signLeaseRequest(signingKey: CryptoKey, request: LeaseRequest): Promise<string> {
  return sign(signingKey, leaseRequestSchema.parse(request));
}

/** Signs a request for earlier receipts with the device's key, as a compact JWS. */
export function signReceiptsRequest(signingKey: CryptoKey, request: ReceiptsRequest): Promise<string> {
  return sign(signingKey, receiptsRequestSchema.parse(request));
}

function sign(signingKey: CryptoKey, request: object): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(request));
  return new CompactSign(payload).setProtectedHeader({ alg: 'ES256' }).sign(signingKey);
}

async function verify<Payload>(
  what: UntrustedError['what'],
  keys: readonly PublicJwk[],
  jws: string,
  schema: z.ZodType<Payload>,
): Promise<Payload> {
  try {
    const { kid } = decodeProtectedHeader(jws);
    const jwk = keys.find((key) => key.kid === kid);
    if (!jwk) throw new UntrustedError(what);
    const { kty, crv, x, y } = jwk;
    const { payload } = await compactVerify(jws, await importJWK({ kty, crv, x, y }, 'ES256'), {
      algorithms: ['ES256'],
    });
    return schema.parse(JSON.parse(new TextDecoder().decode(payload)));
  } catch (cause) {
    throw new UntrustedError(what, cause);
  }
}
