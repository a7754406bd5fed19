import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { KeyStore } from '../crypto/key-store.js';
import { randomBuffer } from '../crypto/random.js';
import { headerKid, isCanonicalCompact, Signing, verifyP256, type PublicJwk } from '../crypto/signing.js';

/** The key pair that signs seals and heads. */
const AUDIT_KEY = 'audit';
/** A key that is never used: its file shows that signing has begun. */
const BEGUN = 'audit.begun';

const hex = z.string().regex(/^[\da-f]{64}$/);

const sealStatement = z.object({
  type: z.literal('audit-seal'),
  stream: z.string(),
  sequence: z.number(),
  lastEntryId: z.string(),
  entries: z.number(),
  digest: hex,
  /** SHA-256 of the MACs of its entries, if the sealer found each of them valid. */
  codes: hex.optional(),
  /** Signed after the fact: it proves only that the seal is unchanged since then. */
  adopted: z.boolean(),
});
type SealStatement = z.infer<typeof sealStatement>;

const headsStatement = z.object({
  type: z.literal('audit-heads'),
  /** ISO 8601, UTC. */
  at: z.string(),
  streams: z.array(z.object({ stream: z.string(), seals: z.number(), entries: z.number(), digest: hex })),
});
/** Every stream at an instant: how many seals and entries it has, and the digest of its last seal. */
export type HeadsStatement = z.infer<typeof headsStatement>;
export type StreamHead = HeadsStatement['streams'][number];

const checkStatement = z.object({
  type: z.literal('audit-check'),
  /** ISO 8601, UTC. */
  endedAt: z.string(),
  faults: z.number(),
});
/** The result of a verification of the trail and the rows that it protects. */
export type CheckStatement = z.infer<typeof checkStatement>;

/** Signs and verifies the statements of the audit trail about itself, with a key that is not in the database. */
@Injectable()
export class AuditStatements {
  #publicKeys: ReadonlyMap<string, PublicJwk> = new Map();

  constructor(
    private readonly signing: Signing,
    private readonly keys: KeyStore,
  ) {}

  /** Whether this installation has ever signed a list of streams. Stored with the keys, outside the database. */
  async hasBegun(): Promise<boolean> {
    return (await this.keys.find(BEGUN)) !== undefined;
  }

  /** Call after the first list has been committed. */
  async markBegun(): Promise<void> {
    await this.keys.findOrCreate(BEGUN, () => randomBuffer(32));
  }

  signSeal(statement: Omit<SealStatement, 'type'>): Promise<string> {
    return this.signing.sign(AUDIT_KEY, { type: 'audit-seal', ...statement });
  }

  signHeads(statement: Omit<HeadsStatement, 'type'>): Promise<string> {
    return this.signing.sign(AUDIT_KEY, { type: 'audit-heads', ...statement });
  }

  signCheck(statement: Omit<CheckStatement, 'type'>): Promise<string> {
    return this.signing.sign(AUDIT_KEY, { type: 'audit-check', ...statement });
  }

  /** Undefined if the signature is invalid or the statement is of a different type. */
  readSeal(compact: string): Promise<SealStatement | undefined> {
    return this.#read(sealStatement, compact);
  }

  /** Undefined if the signature is invalid or the statement is of a different type. */
  readHeads(compact: string): Promise<HeadsStatement | undefined> {
    return this.#read(headsStatement, compact);
  }

  /** Undefined if the signature is invalid or the statement is of a different type. */
  readCheck(compact: string): Promise<CheckStatement | undefined> {
    return this.#read(checkStatement, compact);
  }

  async #read<Statement>(schema: z.ZodType<Statement>, compact: string): Promise<Statement | undefined> {
    const [header, payload, signature, ...rest] = compact.split('.');
    if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return undefined;
    if (!isCanonicalCompact(compact)) return undefined;
    const key = await this.#publicKey(headerKid(compact));
    const isSigned = key && verifyP256(key, Buffer.from(`${header}.${payload}`), Buffer.from(signature, 'base64url'));
    if (isSigned !== true) return undefined;
    return schema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString())).data;
  }

  /** Parses each key only once, because there is a seal every few seconds. */
  async #publicKey(kid = ''): Promise<PublicJwk | undefined> {
    if (!this.#publicKeys.has(kid)) {
      const known = await this.signing.publicJwks(AUDIT_KEY);
      this.#publicKeys = new Map(known.map((key) => [key.kid ?? '', key]));
    }
    return this.#publicKeys.get(kid);
  }
}
