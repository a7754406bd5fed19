import { z } from 'zod';
import { sha256Schema } from './manifest.js';

const base64url = (bytes: number) => z.string().regex(new RegExp(`^[\\w-]{${String(Math.ceil((bytes * 4) / 3))}}$`));

/** What was read from a card, or typed; keys are those of the credential types. */
const fieldsSchema = z.record(z.string().regex(/^[a-zA-Z]{1,32}$/), z.string().max(200));

/** How the reading of the card on the device ended (§8.7): 'failed' found nothing, 'skipped' was not waited for. */
export const READING_OUTCOMES = ['succeeded', 'failed', 'skipped'] as const;
export type ReadingOutcome = (typeof READING_OUTCOMES)[number];

/** Whether the photograph was kept although the check of the face complained (§8.9). */
export const FACE_CHECKS = ['passed', 'overridden'] as const;
export type FaceCheck = (typeof FACE_CHECKS)[number];

/** What stands in the part `firma` of an assisted capture: with 'none' there is no such part. */
export const ASSISTED_MARKS = ['signature', 'mark', 'none'] as const;
export type AssistedMark = (typeof ASSISTED_MARKS)[number];

/**
 * The plaintext of the JWE: the record's key and everything about the citizen (decision 2). Travels once, is opened
 * by workers alone.
 */
export const sealedDataSchema = z.strictObject({
  version: z.literal(1),
  /** AES-256 key of this record's parts. */
  key: base64url(32),
  parts: z.array(
    z.strictObject({
      name: z.string(),
      mime: z.enum(['image/jpeg', 'image/png']),
      iv: base64url(12),
      /** Of the plaintext. */
      sha256: sha256Schema,
    }),
  ),
  fieldsRead: fieldsSchema,
  fieldsTyped: fieldsSchema,
  citizenEmail: z.email().max(254).optional(),
  /** Capture with help, for who cannot sign, see or hold still (decision 31). */
  assisted: z
    .strictObject({
      reason: z.string().min(1).max(300),
      /** Name; their signature is the part `firma-testigo`. */
      witness: z.string().max(200),
      mark: z.enum(ASSISTED_MARKS).optional(),
    })
    .optional(),
  /** Apps of before say neither: then it is not known. */
  reading: z.enum(READING_OUTCOMES).optional(),
  faceCheck: z.enum(FACE_CHECKS).optional(),
});
export type SealedData = z.infer<typeof sealedDataSchema>;

/** What a device tells of a citizen; the key and the parts are of the sealing itself. */
export type SealedFacts = Omit<SealedData, 'version' | 'key' | 'parts'>;

/** What each part's AES-GCM authenticates besides its bytes: it opens only in its own record and place. */
export function partAad(recordId: string, index: number, name: string): Uint8Array {
  return new TextEncoder().encode(`${recordId}:${String(index)}:${name}`);
}
