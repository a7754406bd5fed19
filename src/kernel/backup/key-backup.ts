import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../clock/clock.js';
import { sha256 } from '../crypto/digest.js';
import { KeyStore, type StoredKey } from '../crypto/key-store.js';
import { randomBuffer, randomId } from '../crypto/random.js';
import { openSealedFile, SealedFileWriter } from '../crypto/sealed-file.js';
import { encryptFor, openWith, type PublicJwk } from '../crypto/signing.js';

const INTAKE = 'pair.intake';
const FILE_NAME = 'keys';
const CODE_LENGTH = 24;

interface Content {
  readonly version: 1;
  readonly createdAt: string;
  /** The key files as they are stored, i.e. wrapped, by file name. */
  readonly files: Readonly<Record<string, string>>;
  /** A test record for each intake key, by kid: compact JWE. */
  readonly tests: Readonly<Record<string, string>>;
}

export interface VerifiedKeyBackup {
  readonly createdAt: string;
  readonly keys: readonly StoredKey[];
  /** Kids of keys that the given key-encryption keys do not open. */
  readonly unopened: readonly string[];
  /** Proves that the intake keys opened the test records. */
  readonly code: string;
}

/** Backups of the keys, and the proof that one was restored and opens records (decision 4). */
@Injectable()
export class KeyBackups {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly keys: KeyStore,
    private readonly auditLog: AuditLog,
  ) {}

  /** All keys, still wrapped, encrypted to the backup key. */
  async create(recipient: PublicJwk): Promise<Buffer> {
    const intake = (await this.keys.list()).filter(({ name }) => name === INTAKE);
    const secrets = intake.map(() => randomBuffer(32));
    const sealed = await Promise.all(
      intake.map(({ kid, publicJwk }, index) => encryptFor({ ...publicJwk, kid }, secrets[index] ?? Buffer.alloc(0))),
    );
    const createdAt = this.clock.now();
    const content: Content = {
      version: 1,
      createdAt: createdAt.toISOString(),
      files: await this.keys.files(),
      tests: Object.fromEntries(intake.map(({ kid }, index) => [kid, sealed[index] ?? ''])),
    };
    const kids = intake.map(({ kid }) => kid);
    if (kids.length > 0) {
      await this.em
        .fork()
        .execute('insert into kernel.key_backup_test (id, kids, digest, created_at) values (?, ?, ?, ?)', [
          randomId(),
          `{${kids.map((kid) => `"${kid}"`).join(',')}}`,
          sha256(codeOf(kids, secrets)),
          createdAt,
        ]);
    }
    const writer = await SealedFileWriter.create(recipient, FILE_NAME);
    return Buffer.concat([writer.header, writer.seal(Buffer.from(JSON.stringify(content))), writer.end()]);
  }

  /** Records the code that {@link verifyKeyBackup} printed. @returns the keys it proves; undefined if it is wrong. */
  async confirm(code: string): Promise<string[] | undefined> {
    return this.em.fork().transactional(async (em) => {
      const [row] = await em.execute<{ kids: string[] }[]>(
        `update kernel.key_backup_test set proved_at = coalesce(proved_at, ?) where digest = ? returning kids`,
        [this.clock.now(), sha256(code.trim().toLowerCase())],
      );
      if (!row) return undefined;
      await this.auditLog.append(em, {
        actor: systemActor('cli'),
        correlationId: randomId(),
        action: 'kernel.confirm-key-backup',
        outcome: 'done',
        notes: row.kids.map((kid) => ({ subject: ['key', kid] })),
      });
      return row.kids;
    });
  }

  /** The intake keys that no restored backup has opened yet. */
  async unproven(): Promise<string[]> {
    const rows = await this.em
      .fork()
      .execute<{ kid: string }[]>(
        'select distinct unnest(kids) as kid from kernel.key_backup_test where proved_at is not null',
      );
    const proven = new Set(rows.map(({ kid }) => kid));
    const intake = (await this.keys.list()).filter(({ name }) => name === INTAKE);
    return intake.length === 0 ? [INTAKE] : intake.map(({ kid }) => kid).filter((kid) => !proven.has(kid));
  }
}

/**
 * Restores a backup in memory and opens its test records.
 * @param store has the key-encryption keys; its folder is not read.
 * @throws SealedFileError, or Error if the key of a test record or the record itself cannot be opened
 */
export async function verifyKeyBackup(
  source: AsyncIterable<Uint8Array>,
  privateJwk: object,
  store: KeyStore,
): Promise<VerifiedKeyBackup> {
  const parts: Buffer[] = [];
  for await (const part of openSealedFile(source, FILE_NAME, privateJwk)) parts.push(part);
  const { createdAt, files, tests } = JSON.parse(Buffer.concat(parts).toString()) as Content;
  const keys = store.openFiles(files);
  const unopened = keys.filter(({ secret, withdrawn }) => !secret && !withdrawn).map(({ kid }) => kid);
  const kids = Object.keys(tests);
  const secrets = await Promise.all(
    kids.map((kid) => {
      const secret = keys.find((key) => key.kid === kid)?.secret;
      if (!secret) throw new Error(`the backup does not open ${kid}`);
      return openWith(JSON.parse(secret.toString()) as object, tests[kid] ?? '');
    }),
  );
  return { createdAt, keys, unopened, code: codeOf(kids, secrets) };
}

function codeOf(kids: readonly string[], secrets: readonly Uint8Array[]): string {
  return sha256(Buffer.concat([Buffer.from(kids.join(' ')), ...secrets]))
    .toString('hex')
    .slice(0, CODE_LENGTH);
}
