import { z } from 'zod';
import { canonicalJson } from './canonical-json.js';
import { folioSchema } from './folio.js';

/** SHA-256, lower-case hexadecimal. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** An instant, ISO 8601 in UTC with milliseconds. Accepts any device clock except year 0, which does not exist. */
export const instantSchema = z.iso.datetime({ precision: 3 }).refine((at) => !at.startsWith('0000'));

export const CHANNELS = ['app', 'paper', 'self'] as const;

/** The parts of a support, in this order: the visual evidence of §14.1. */
export const SUPPORT_PARTS = ['anverso', 'reverso', 'fotografia-viva', 'firma'] as const;

/** Additional last part of an assisted capture: the signature of the witness (decision 31). */
export const WITNESS_PART = 'firma-testigo';

/** P-256 public key of a device. */
export const devicePublicJwkSchema = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().regex(/^[\w-]{43}$/),
  y: z.string().regex(/^[\w-]{43}$/),
});

const partSchema = z.strictObject({
  name: z.string().regex(/^[a-z-]{1,32}$/),
  /** Size of the sealed part in bytes: ciphertext and tag. */
  size: z
    .int()
    .min(17)
    .max(4 * 1024 * 1024),
  sha256: sha256Schema,
});

const common = {
  version: z.literal(1),
  processId: z.uuid(),
  deviceId: z.uuid(),
  /** SHA-256 of the compact JWE's ASCII bytes. */
  jwe: sha256Schema,
  parts: z.array(partSchema).min(1).max(8),
  appVersion: z.string().min(1).max(32),
  /** Platform attestation of the device's integrity; may be empty. */
  attestation: z.string().max(8192),
};

/** The version of the duties that an auxiliary accepted, and when by the device's clock (§6.9). */
export const acceptedDutiesSchema = z.strictObject({ version: z.string().min(1).max(40), acceptedAt: instantSchema });
export type AcceptedDuties = z.infer<typeof acceptedDutiesSchema>;

/** The manifest of a support, signed by the device. Contains no data of the citizen (decision 2). */
export const supportManifestSchema = z.strictObject({
  ...common,
  kind: z.literal('support'),
  folio: folioSchema,
  periodVersion: z.int32().min(1),
  aspirantId: z.uuid(),
  auxiliaryId: z.uuid(),
  channel: z.enum(CHANNELS),
  credentialType: z.string().regex(/^[A-Z]$/),
  capturedAt: instantSchema,
  lastServerTime: z.strictObject({
    at: instantSchema,
    /** Milliseconds of the device's monotonic clock from `at` to the capture. */
    monotonicMs: z.int().min(0),
    /** How far the device's clock was ahead of the server's at that time; negative if behind. Older clients lack it. */
    skewMs: z.int().optional(),
  }),
  privacyNotice: z.strictObject({ version: z.string().min(1).max(32), consentedAt: instantSchema }),
});
export type SupportManifest = z.infer<typeof supportManifestSchema>;

/** The manifest of an enrolment (§7.3); its signature proves possession of the device key. */
export const enrolmentManifestSchema = z.strictObject({
  ...common,
  kind: z.literal('enrolment'),
  enrolment: z.strictObject({
    challenge: z.string().min(16).max(128),
    devicePublicJwk: devicePublicJwkSchema,
    /** The duties that the auxiliary accepted. Older apps omit this member. */
    duties: acceptedDutiesSchema.optional(),
  }),
});
export type EnrolmentManifest = z.infer<typeof enrolmentManifestSchema>;

export const manifestSchema = z.discriminatedUnion('kind', [supportManifestSchema, enrolmentManifestSchema]);
export type Manifest = z.infer<typeof manifestSchema>;

/** The signed bytes; their SHA-256 is the integrity code of the record. */
export function canonicalManifest(manifest: Manifest): Uint8Array {
  return canonicalJson(manifest);
}

/**
 * Parses a manifest from the signed bytes.
 * @returns undefined unless they are exactly the canonical form of a valid manifest: otherwise two encodings of the
 * same manifest would be two records.
 */
export function parseManifest(bytes: Uint8Array): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const canonical = canonicalManifest(parsed.data);
  return canonical.length === bytes.length && canonical.every((byte, at) => byte === bytes[at])
    ? parsed.data
    : undefined;
}
