import { z } from 'zod';
import { sha256Schema } from './manifest.js';

const base64url = (bytes: number) => z.string().regex(new RegExp(`^[\\w-]{${String(Math.ceil((bytes * 4) / 3))}}$`));

/** Fields read from a card or typed, by the field names of the credential types. */
const fieldsSchema = z.record(z.string().regex(/^[a-zA-Z]{1,32}$/), z.string().max(200));

/** Result of reading the card on the device (§8.7): `failed`: nothing was found; `skipped`: the user did not wait. */
export const READING_OUTCOMES = ['succeeded', 'failed', 'skipped'] as const;
export type ReadingOutcome = (typeof READING_OUTCOMES)[number];

/** Result of the face check (§8.9); `overridden`: the photograph was used although the check failed. */
export const FACE_CHECKS = ['passed', 'overridden'] as const;
export type FaceCheck = (typeof FACE_CHECKS)[number];

/** Content of the part `firma` of an assisted capture; with `none` there is no such part. */
export const ASSISTED_MARKS = ['signature', 'mark', 'none'] as const;
export type AssistedMark = (typeof ASSISTED_MARKS)[number];

/** The plaintext of the JWE: the record's key and all data of the citizen (decision 2). Only jobs decrypt it. */
export const sealedDataSchema = z.strictObject({
  version: z.literal(1),
  /** AES-256 key of the record's parts. */
  key: base64url(32),
  parts: z.array(
    z.strictObject({
      name: z.string(),
      mime: z.enum(['image/jpeg', 'image/png']),
      iv: base64url(12),
      /** Digest of the plaintext. */
      sha256: sha256Schema,
    }),
  ),
  fieldsRead: fieldsSchema,
  fieldsTyped: fieldsSchema,
  citizenEmail: z.email().max(254).optional(),
  /** Assisted capture, for citizens who cannot sign, see or hold still (decision 31). */
  assisted: z
    .strictObject({
      reason: z.string().min(1).max(300),
      /** Name of the witness, whose signature is the part `firma-testigo`. */
      witness: z.string().max(200),
      mark: z.enum(ASSISTED_MARKS).optional(),
    })
    .optional(),
  /** Older apps lack `reading` and `faceCheck`. */
  reading: z.enum(READING_OUTCOMES).optional(),
  faceCheck: z.enum(FACE_CHECKS).optional(),
});
export type SealedData = z.infer<typeof sealedDataSchema>;

/** The data of the citizen; key and parts are added by the encryption. */
export type SealedFacts = Omit<SealedData, 'version' | 'key' | 'parts'>;

/** The AES-GCM additional data of a part, which binds it to its record and position. */
export function partAad(recordId: string, index: number, name: string): Uint8Array {
  return new TextEncoder().encode(`${recordId}:${String(index)}:${name}`);
}
