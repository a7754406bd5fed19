import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { centralDay } from '../clock/central-time.js';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/config.js';
import { sha256 } from '../crypto/digest.js';
import { randomId } from '../crypto/random.js';
import { Recurring } from '../jobs/recurring.js';
import { Consumes, type EventConsumer } from '../messaging/events.js';
import { TransactionRunner } from '../messaging/transaction-runner.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import type { AuditFault } from './audit-faults.js';
import { AuditHeadsDue, AuditHeadsPublished } from './audit-heads-published.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditStatements, type HeadsStatement } from './audit-statements.js';
import { AuditVerifier } from './audit-verifier.js';

const EXPORT = /^bitacora-.*\.jws$/;

/** Identifies an audit entry by its stream and subject. */
type Entry = Pick<AuditHeadsDue['payload'], 'stream' | 'subject'>;

export interface Exports {
  /** The lists in the files of the folder. */
  readonly statements: readonly HeadsStatement[];
  /** Why the lists do not cover everything that was exported. */
  readonly faults: readonly AuditFault[];
}

/**
 * Exports the signed list of streams: to a file in a folder that may be write-once, and by e-mail (the consumers of
 * {@link AuditHeadsPublished}). Anyone who has it can prove a later rollback of the trail.
 */
@Injectable()
export class AuditHeads {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly sealer: AuditSealer,
    private readonly statements: AuditStatements,
    private readonly verifier: AuditVerifier,
    private readonly transactions: TransactionRunner,
    private readonly work: UnitOfWork,
  ) {}

  @Recurring({ name: 'publish audit heads', everyMs: 15 * 60_000, singleton: true })
  async daily(): Promise<void> {
    const today = centralDay(this.clock.now());
    const publishedAt = await this.#publishedAt();
    if (publishedAt && centralDay(publishedAt) === today) return;
    await this.publish('daily');
  }

  /** Like {@link publishInWork}, in a transaction of its own. */
  publish(cause: string): Promise<string | undefined> {
    return this.transactions.runAsSystem({ name: 'kernel.publish-heads', correlationId: randomId() }, () =>
      this.publishInWork(cause),
    );
  }

  /**
   * First seals the entries written so far, except those that an older open transaction holds back.
   * @param entry an entry that the list must contain.
   * @returns the statement; undefined if there is nothing to publish.
   * @throws Error if the entry cannot be sealed yet, or if the trail lacks part of a list in the folder: a new file
   * would confirm the shortened trail.
   */
  async publishInWork(cause: string, entry?: Entry): Promise<string | undefined> {
    await this.#sealUntilNow(entry);
    const statement = await this.sealer.heads();
    if (statement === undefined) return undefined;
    const [lacking] = await this.verifier.compareWithExports((await this.exports()).statements);
    if (lacking) throw new Error('the audit trail lacks part of an exported list: run audit verify');
    await this.#writeFile(statement);
    const at = this.clock.now();
    const digest = sha256(statement).toString('hex');
    await this.work.sql('update kernel.audit_heads set published_at = $1', [at]);
    this.work.publish(new AuditHeadsPublished({ at: at.toISOString(), statement, sha256: digest }));
    this.work.audit({ subject: ['audit-heads', digest], details: { cause } });
    return statement;
  }

  /** The statements in a file, one per line. Undefined unless this installation signed all of them. */
  async readFile(path: string): Promise<readonly HeadsStatement[] | undefined> {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
    const found: HeadsStatement[] = [];
    for (const line of lines) {
      const statement = await this.statements.readHeads(line.trim());
      if (!statement) return undefined;
      found.push(statement);
    }
    return found;
  }

  /** Reads every file in the folder, because the newest may date from after a rollback. Empty without a folder. */
  async exports(): Promise<Exports> {
    const folder = this.config.auditHeadsFolder;
    if (folder === undefined) return { statements: [], faults: [] };
    const names = (await readdir(folder).catch(() => [])).filter((name) => EXPORT.test(name)).sort();
    if (names.length === 0 && (await this.#publishedAt())) {
      return { statements: [], faults: [{ kind: 'exports-missing' }] };
    }
    const statements: HeadsStatement[] = [];
    const faults: AuditFault[] = [];
    for (const name of names) {
      const found = await this.readFile(join(folder, name)).catch(() => undefined);
      if (found) statements.push(...found);
      else faults.push({ kind: 'export-altered', file: name });
    }
    return { statements, faults };
  }

  async #sealUntilNow(entry: Entry | undefined): Promise<void> {
    const em = this.em.fork();
    const [filter, params] = entry
      ? ['and stream = ? and subject_kind = ? and subject_id = ?', [entry.stream, ...entry.subject]]
      : ['', []];
    const [newest] = await em.execute<{ id: string | null }[]>(
      `select max(id)::text as id from kernel.audit_entry where not sealed ${filter}`,
      params,
    );
    const waiting = `select 1 from kernel.audit_entry where not sealed and id <= ? ${filter} limit 1`;
    while ((await em.execute<object[]>(waiting, [newest?.id ?? 0, ...params])).length > 0) {
      if ((await this.sealer.seal()) > 0) continue;
      if (entry) throw new Error('the entry to be exported cannot be sealed yet');
      return;
    }
  }

  async #publishedAt(): Promise<Date | undefined> {
    const [last] = await this.em
      .fork()
      .execute<{ at: string }[]>('select published_at as at from kernel.audit_heads where published_at is not null');
    return last && new Date(last.at);
  }

  /** The folder may be write-once: the file is created once and never changed. */
  async #writeFile(statement: string): Promise<void> {
    const folder = this.config.auditHeadsFolder;
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    const name = `bitacora-${this.clock.now().toISOString().replaceAll(':', '').slice(0, 17)}Z-${sha256(statement).toString('hex').slice(0, 8)}.jws`;
    let file;
    try {
      file = await open(join(folder, name), 'wx', 0o444);
    } catch (error) {
      // The same statement has already been written.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
      throw error;
    }
    try {
      await file.writeFile(`${statement}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

@Injectable()
@Consumes(AuditHeadsDue, 'kernel.publish-heads')
export class PublishDueHeads implements EventConsumer<AuditHeadsDue> {
  constructor(private readonly heads: AuditHeads) {}

  /** Fails while an older transaction prevents the entry from being sealed; the message is then delivered again. */
  async handle({ cause, ...entry }: AuditHeadsDue['payload']): Promise<void> {
    await this.heads.publishInWork(cause, entry);
  }
}
