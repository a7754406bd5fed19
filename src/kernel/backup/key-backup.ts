import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../clock/clock.js';
import { sha256 } from '../crypto/digest.js';
import { isOpen, isReplaceable, KeyStore, type StoredKey } from '../crypto/key-store.js';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { KnownKeys } from '../crypto/known-keys.js';
import { randomBuffer, randomId } from '../crypto/random.js';
import { SealedFileWriter } from '../crypto/sealed-file.js';
import { encryptFor, type PublicJwk } from '../crypto/signing.js';
import { codeOf, KEY_BACKUP_FILE, type KeyBackupContent } from './key-restore.js';

const INTAKE = 'pair.intake';

interface Row {
  readonly id: string;
  /** Thumbprints by kid. */
  readonly keys: Readonly<Record<string, string>>;
  readonly digest: Uint8Array;
  readonly createdAt: string;
  readonly mac: Uint8Array;
  readonly code: string | null;
}

const COLUMNS = 'id, keys, digest, created_at as "createdAt", mac, code';

/** Backups of the keys, and the proof that one was restored and opens records (decision 4). */
@Injectable()
export class KeyBackups {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly keys: KeyStore,
    private readonly known: KnownKeys,
    private readonly hash: KeyedHash,
    private readonly auditLog: AuditLog,
  ) {}

  /** @returns a backup of all keys, still wrapped, encrypted to the backup key. */
  async create(recipient: PublicJwk): Promise<Buffer> {
    // Creates the key of the MAC if there is none, so that the backup contains it.
    await this.hash.digest('key-backup', []);
    const stored = await this.keys.list();
    const intake = stored.filter(({ name }) => name === INTAKE);
    const secrets = intake.map(() => randomBuffer(32));
    const sealed = await Promise.all(
      intake.map(({ kid, publicJwk }, index) => encryptFor({ ...publicJwk, kid }, secrets[index] ?? Buffer.alloc(0))),
    );
    const createdAt = this.clock.now();
    const content: KeyBackupContent = {
      version: 1,
      createdAt: createdAt.toISOString(),
      files: await this.keys.files(stored),
      tests: Object.fromEntries(intake.map(({ kid }, index) => [kid, sealed[index] ?? ''])),
    };
    await this.known.record(stored.filter(isOpen));
    await this.#store(stored, sha256(codeOf(stored, secrets)), createdAt);
    const writer = await SealedFileWriter.create(recipient, KEY_BACKUP_FILE);
    return Buffer.concat([writer.header, writer.seal(Buffer.from(JSON.stringify(content))), writer.end()]);
  }

  /**
   * Records the code of a restored backup.
   * @returns the kids of all its keys; undefined if the code is wrong.
   */
  async confirm(code: string): Promise<string[] | undefined> {
    const entered = code.trim().toLowerCase();
    return this.em.fork().transactional(async (em) => {
      const [row] = await em.execute<Row[]>(
        `select ${COLUMNS} from kernel.key_backup_test where digest = ? for update`,
        [sha256(entered)],
      );
      if (!row || !(await this.#isGenuine(row))) return undefined;
      await em.execute('update kernel.key_backup_test set code = ?, proved_at = ? where id = ? and code is null', [
        entered,
        this.clock.now(),
        row.id,
      ]);
      const kids = Object.keys(row.keys).sort();
      await this.auditLog.append(em, {
        actor: systemActor('cli'),
        correlationId: randomId(),
        action: 'kernel.confirm-key-backup',
        outcome: 'done',
        notes: kids.filter((kid) => kid.startsWith(`${INTAKE}-`)).map((kid) => ({ subject: ['key', kid] })),
      });
      return kids;
    });
  }

  /** The kids of the intake keys that are in no proven backup; if there is no intake key yet, its name. */
  async unproven(): Promise<string[]> {
    const proven = await this.#proven();
    const intake = (await this.keys.list()).filter(({ name }) => name === INTAKE);
    return intake.length === 0 ? [INTAKE] : intake.filter((key) => !proven.has(identity(key))).map(({ kid }) => kid);
  }

  /** The kids of the keys that are in no proven backup, except those whose loss does no harm. */
  async notBackedUp(): Promise<string[]> {
    const proven = await this.#proven();
    return (await this.keys.list())
      .filter((key) => !isReplaceable(key) && !proven.has(identity(key)))
      .map(({ kid }) => kid);
  }

  async #store(keys: readonly StoredKey[], digest: Buffer, at: Date): Promise<void> {
    const row = {
      id: randomId(),
      keys: Object.fromEntries(keys.map(({ kid, thumbprint }) => [kid, thumbprint])),
      digest,
      createdAt: at.toISOString(),
    };
    await this.em
      .fork()
      .execute('insert into kernel.key_backup_test (id, keys, digest, created_at, mac) values (?, ?, ?, ?, ?)', [
        row.id,
        JSON.stringify(row.keys),
        digest,
        at,
        await this.#mac(row),
      ]);
  }

  /**
   * The keys of all confirmed backups. A row that another program wrote or confirmed without its code proves nothing.
   */
  async #proven(): Promise<ReadonlySet<string>> {
    const rows = await this.em
      .fork()
      .execute<Row[]>(`select ${COLUMNS} from kernel.key_backup_test where code is not null`);
    const proven = new Set<string>();
    for (const row of rows) {
      const isConfirmed = row.code !== null && sha256(row.code).equals(Buffer.from(row.digest));
      if (!isConfirmed || !(await this.#isGenuine(row))) continue;
      for (const [kid, thumbprint] of Object.entries(row.keys)) proven.add(identity({ kid, thumbprint }));
    }
    return proven;
  }

  async #isGenuine(row: Row): Promise<boolean> {
    return (await this.#mac(row)).equals(Buffer.from(row.mac));
  }

  #mac({ id, keys, digest, createdAt }: Omit<Row, 'mac' | 'code'>): Promise<Buffer> {
    const listed = Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1));
    return this.hash.digest('key-backup', [
      id,
      Buffer.from(digest).toString('hex'),
      new Date(createdAt).toISOString(),
      ...listed.flat(),
    ]);
  }
}

/** Identifies the key itself: a different key may have the same kid. */
function identity({ kid, thumbprint }: Pick<StoredKey, 'kid' | 'thumbprint'>): string {
  return `${kid} ${thumbprint}`;
}
