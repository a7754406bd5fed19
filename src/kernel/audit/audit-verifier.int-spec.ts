import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import type pg from 'pg';
import {
  asOwner,
  contextModule,
  sealAudit,
  waitForBlockedSession,
  type TestContext,
} from '../../../test/support/app.js';
import { eventually } from '../../../test/support/eventually.js';
import { rewriteChain, verifyAfter } from '../../../test/support/tampering.js';
import { randomId } from '../crypto/random.js';
import { TransactionRunner } from '../messaging/transaction-runner.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { SystemStatus } from '../health/system-status.js';
import { AuditCheck } from './audit-check.js';
import type { AuditFault } from './audit-faults.js';
import { AuditHeads, PublishDueHeads } from './audit-heads.js';
import { AuditLog } from './audit-log.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditStatements } from './audit-statements.js';
import { AuditVerifier } from './audit-verifier.js';
import { ProtectsRows } from './protected-tables.js';
import { RowAdoption } from './row-adoption.js';

@Injectable()
@ProtectsRows([{ table: 'sample.answer', key: ['person', 'question'] }])
class SampleRows {}

@Module({ providers: [SampleRows] })
class SampleModule {}

let context: TestContext;
let folder: string;
const sql = <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
  asOwner(context.module).execute<Row[]>(text, params);

/** Writes as a use case does, then lets time pass. */
async function write(text: string, params: unknown[], stream = 'system'): Promise<void> {
  const work = context.module.get(UnitOfWork);
  await context.module
    .get(TransactionRunner)
    .runAsSystem({ name: 'sample.write', correlationId: randomId() }, async () => {
      await work.sql(text, params);
      work.audit({ subject: ['answer', String(params[0])], stream, details: { question: 1, ñ: 'á' } });
    });
  context.clock.advance(60_000);
}
const answer = (person: string, value: string, stream?: string): Promise<void> =>
  write(`insert into sample.answer values ($1, 1, $2, null, now())`, [person, value], stream);
const faultsAfter = async (text: string, params: unknown[] = []): Promise<readonly AuditFault[]> =>
  (await verifyAfter(context.module, (connection) => connection.query(text, params))).faults;
const figure = async (name: string): Promise<number | undefined> => {
  const figures = await context.module.get(SystemStatus).figures();
  return figures.find((one) => one.name === name)?.value;
};
const alarm = () => figure('audit.faults');
const kinds = (faults: readonly AuditFault[]): string[] => [...new Set(faults.map(({ kind }) => kind))].sort();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'apoyo-heads-'));
  context = await contextModule([SampleModule], { AUDIT_HEADS_DIR: folder });
  await sql(`create schema sample; create table sample.answer (person text, question int, value text, remark text,
    at timestamptz, primary key (person, question))`);
  await sql(`insert into sample.answer values ('from-before', 1, 'yes', null, now())`);
  await sql(`select kernel.protect_rows('sample.answer', 'person', 'question')`);
  await answer('ana', 'yes', 'one');
  await answer('ben', 'no', 'two');
  await sealAudit(context);
  await answer('eva', 'yes', 'one');
  await write(`update sample.answer set value = 'no' where person = $1`, ['eva'], 'one');
  await sealAudit(context);
  await write(`delete from sample.answer where person = $1`, ['ben'], 'two');
  await sealAudit(context);
}, 60_000);
afterAll(async () => {
  await context.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the verification of the audit trail', () => {
  it('reports rows written before digests were introduced, until the operator adopts them', async () => {
    const verify = () => context.module.get(AuditVerifier).verify({ againstData: true });
    expect((await verify()).faults).toEqual([{ kind: 'row-unrecorded', table: 'sample.answer', key: 'from-before:1' }]);
    expect(await context.module.get(RowAdoption).adopt('Actualización')).toBe(1);
    await sealAudit(context);
    expect(await verify()).toMatchObject({ faults: [], rows: 3, streams: 3 });
  });

  it('ignores a new column that is still empty', async () => {
    expect(await faultsAfter('alter table sample.answer add column added text')).toEqual([]);
  });

  it('finds a rewritten entry, although its chain was recomputed', async () => {
    const { faults } = await verifyAfter(context.module, async (connection) => {
      await connection.query(`update kernel.audit_entry set actor_id = 'x' where stream = 'one' and seal_sequence = 1`);
      await rewriteChain(connection, 'one');
    });
    expect(faults[0]).toMatchObject({ kind: 'seal-altered', stream: 'one', seal: 1 });
    expect(faults).toContainEqual(expect.objectContaining({ kind: 'entry-altered', stream: 'one', seal: 1 }));
    expect(kinds(faults)).toEqual(['entry-altered', 'head-altered', 'seal-altered']);
  });

  it('rejects a statement that has the signature of another statement', async () => {
    const { faults } = await verifyAfter(context.module, async (connection) => {
      await connection.query(`update kernel.audit_entry set actor_id = 'x' where stream = 'one' and seal_sequence = 1`);
      await rewriteChain(connection, 'one');
      const { rows } = await connection.query<{ digest: string; signature: string }>(
        `select encode(digest, 'hex') as digest, signature from kernel.audit_seal where stream = 'one' and sequence = 1`,
      );
      const [{ digest, signature } = { digest: '', signature: '' }] = rows;
      const [header, payload = '', signed] = signature.split('.');
      const statement = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
      const forged = Buffer.from(JSON.stringify({ ...statement, digest })).toString('base64url');
      await connection.query(`update kernel.audit_seal set signature = $1 where stream = 'one' and sequence = 1`, [
        [header, forged, signed].join('.'),
      ]);
    });
    expect(faults).toContainEqual({ kind: 'seal-altered', stream: 'one', seal: 1 });
  });

  it('finds an inserted entry within a seal, outside any seal, and waiting for one', async () => {
    const copy = (sealed: string, sequence: string, mac = 'mac'): string =>
      `insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
         subject_id, details, correlation_id, territory, row_digests, mac, sealed, seal_sequence)
       select stream, at, actor_kind, 'phantom', actor_label, action, outcome, subject_kind, subject_id, details,
         correlation_id, territory, row_digests, ${mac}, ${sealed}, ${sequence}
       from kernel.audit_entry where stream = 'one' order by id limit 1`;
    expect(kinds(await faultsAfter(copy('true', '1')))).toContain('entry-altered');
    expect(kinds(await faultsAfter(copy('true', '99')))).toContain('entry-unsealed');
    expect(kinds(await faultsAfter(copy('true', 'null')))).toContain('entry-unsealed');
    expect(kinds(await faultsAfter(copy('false', 'null')))).toContain('entry-altered');
    expect(kinds(await faultsAfter(copy('false', 'null', 'null')))).toContain('entry-unsigned');
  });

  it('finds a changed MAC of a sealed entry', async () => {
    const change = `update kernel.audit_entry set mac = sha256(mac) where stream = 'one' and seal_sequence = 1`;
    expect(await faultsAfter(change)).toMatchObject([{ kind: 'entry-altered', stream: 'one', seal: 1 }]);
  });

  it('finds a truncated stream, a missing seal, a deleted stream and a deleted list of streams', async () => {
    const cut = `delete from kernel.audit_entry where stream = 'one' and seal_sequence = 2;
      delete from kernel.audit_seal where stream = 'one' and sequence = 2`;
    expect(await faultsAfter(cut)).toContainEqual({ kind: 'tail-cut', stream: 'one', seal: 2 });
    expect(await faultsAfter(`delete from kernel.audit_seal where stream = 'one' and sequence = 1`)).toContainEqual({
      kind: 'seal-missing',
      stream: 'one',
      seal: 1,
    });
    const stream = `delete from kernel.audit_entry where stream = 'two'; delete from kernel.audit_seal where stream = 'two'`;
    expect(await faultsAfter(stream)).toContainEqual({ kind: 'stream-missing', stream: 'two', seal: 1 });
    expect(await faultsAfter('delete from kernel.audit_heads')).toContainEqual({ kind: 'heads-missing' });
    expect(kinds(await faultsAfter('truncate kernel.audit_seal'))).toEqual(['entry-unsealed', 'tail-cut']);
  });

  it('finds a row that was changed, deleted or inserted directly in the database', async () => {
    const place = { table: 'sample.answer' };
    expect(await faultsAfter(`update sample.answer set value = 'yes' where person = 'eva'`)).toMatchObject([
      { kind: 'row-changed', ...place, key: 'eva:1', stream: 'one' },
    ]);
    expect(
      await faultsAfter(`update sample.answer set at = at - interval '30 days' where person = 'ana'`),
    ).toMatchObject([{ kind: 'row-changed', ...place, key: 'ana:1', stream: 'one' }]);
    expect(await faultsAfter(`delete from sample.answer where person = 'ana'`)).toMatchObject([
      { kind: 'row-missing', ...place, key: 'ana:1' },
    ]);
    expect(await faultsAfter(`insert into sample.answer values ('leo', 1, 'yes')`)).toMatchObject([
      { kind: 'row-unrecorded', ...place, key: 'leo:1' },
    ]);
    expect(await faultsAfter(`insert into sample.answer values ('ben', 1, 'no')`)).toMatchObject([
      { kind: 'row-unrecorded', ...place, key: 'ben:1', stream: 'two' },
    ]);
  });

  it('is not misled by a copy of an entry with an earlier state of the row', async () => {
    const { faults } = await verifyAfter(context.module, async (connection: pg.ClientBase) => {
      await connection.query(`update sample.answer set value = 'yes' where person = 'eva'`);
      await connection.query(
        `insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
           subject_id, details, correlation_id, territory, row_digests, mac)
         select stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind, subject_id, details,
           correlation_id, territory, row_digests, mac
         from kernel.audit_entry where subject_id = 'eva' order by id limit 1`,
      );
    });
    // The copied entry is a second write that nothing precedes.
    expect(faults.map(({ kind, key }) => [kind, key])).toEqual([
      ['row-replaced', 'eva:1'],
      ['row-changed', 'eva:1'],
    ]);
  });

  it('detects with exported heads that the trail and its list were rolled back together', async () => {
    const statements = context.module.get(AuditStatements);
    const older = (await context.module.get(AuditSealer).heads()) ?? '';
    await answer('zoe', 'yes', 'one');
    await sealAudit(context);
    const exported = await statements.readHeads((await context.module.get(AuditHeads).publish('spec')) ?? '');
    if (!exported) throw new Error('the heads cannot be read');
    const rollBack = async (connection: pg.ClientBase): Promise<void> => {
      await connection.query(`delete from kernel.audit_entry where stream = 'one' and seal_sequence = 3`);
      await connection.query(`delete from kernel.audit_seal where stream = 'one' and sequence = 3`);
      await connection.query(`delete from kernel.audit_entry where not sealed`);
      await connection.query(`delete from sample.answer where person = 'zoe'`);
      await connection.query('update kernel.audit_heads set statement = $1', [older]);
    };
    const unseen = await verifyAfter(context.module, rollBack);
    expect(unseen.faults).toEqual([]);
    const seen = await verifyAfter(context.module, rollBack, { againstData: true, exported: [exported] });
    expect(seen.faults).toMatchObject([{ kind: 'rolled-back', stream: 'one', seal: 3 }]);
    expect(await context.module.get(AuditHeads).exports()).toEqual({ statements: [exported], faults: [] });
    const [file] = await readdir(folder);
    const content = await readFile(join(folder, file ?? ''), 'utf8');
    expect(await statements.readHeads(content.trim())).toEqual(exported);
  });

  it('rejects a seal written by an earlier release, which hashes entries without their row digests', async () => {
    const seal = sql(
      `insert into kernel.audit_seal (stream, sequence, last_entry_id, entries, digest, sealed_at)
       select stream, sequence + 1, last_entry_id, entries, digest, sealed_at from kernel.audit_seal
       order by stream, sequence desc limit 1`,
    );
    await expect(seal).rejects.toThrow('a seal needs a signature');
  });

  it('cannot be evaded by removing the signed list: the sealer stops instead of signing a new one', async () => {
    const [heads] = await sql<{ statement: string }>('select statement from kernel.audit_heads');
    await sql('delete from kernel.audit_heads');
    await answer('max', 'no', 'two');
    await expect(context.module.get(AuditSealer).seal()).rejects.toThrow('missing or altered');
    await sql('insert into kernel.audit_heads (statement) values (?)', [heads?.statement]);
    expect(await sealAudit(context)).toBeGreaterThan(0);
  });

  it('runs every night, and raises an alarm that ends with a verification that finds nothing', async () => {
    const check = context.module.get(AuditCheck);
    await sql(
      `alter table sample.answer disable trigger user; update sample.answer set value = 'x' where person = 'ana'`,
    );
    context.clock.set('2027-01-16T07:59:59Z');
    await check.nightly();
    expect(await alarm()).toBe(0);
    context.clock.set('2027-01-16T08:00:00Z');
    await check.nightly();
    expect(await alarm()).toBe(1);
    await sql(
      `update sample.answer set value = 'yes' where person = 'ana'; alter table sample.answer enable trigger user`,
    );
    context.clock.advance(60_000);
    await check.nightly();
    expect((await check.run({})).faults).toEqual([]);
    expect(await alarm()).toBe(1);
    context.clock.set('2027-01-17T08:00:00Z');
    await check.nightly();
    expect(await alarm()).toBe(0);
  });

  it('rejects a verification result that was forged in the database', async () => {
    const hours = () => figure('audit.unverified-hours');
    const check = context.module.get(AuditCheck);
    await sql('update kernel.audit_check set faults = 3, ended_at = now()');
    expect([await alarm(), await hours()]).toEqual([0, 0]);
    await sql(`update kernel.audit_check set statement = replace(statement, '.', '.e')`);
    expect(await hours()).toBeGreaterThan(36);
    await sql('delete from kernel.audit_check');
    expect(await hours()).toBeGreaterThan(36);
    await check.nightly();
    expect([await alarm(), await hours()]).toEqual([0, 0]);
  });

  it('reports the entry that has waited longest for its seal, however many wait in other streams', async () => {
    const seconds = () => figure('audit.unsealed-seconds');
    await sealAudit(context);
    expect(await seconds()).toBe(0);
    const work = context.module.get(UnitOfWork);
    await write('select $1', ['waits'], 'system');
    await context.module.get(TransactionRunner).runAsSystem({ name: 'sample.many', correlationId: randomId() }, () => {
      for (let nth = 0; nth < 101; nth += 1) work.audit({ subject: ['answer', String(nth)], stream: 'one' });
      return Promise.resolve();
    });
    expect(await seconds()).toBe(60);
    await sealAudit(context);
  });

  it('detects a rollback every night from earlier exports, and the list of the rolled-back trail is not published', async () => {
    await sealAudit(context);
    const older = await context.module.get(AuditSealer).heads();
    await answer('leo', 'yes', 'one');
    await sealAudit(context);
    await context.module.get(AuditHeads).publish('spec');
    await sql(`set session_replication_role = replica;
      delete from sample.answer where person = 'leo';
      delete from kernel.audit_entry entry using kernel.audit_seal seal where entry.stream = 'one' and seal.stream = 'one'
        and sequence = seal_sequence and sequence = (select max(sequence) from kernel.audit_seal where stream = 'one');
      delete from kernel.audit_seal where stream = 'one'
        and sequence = (select max(sequence) from kernel.audit_seal where stream = 'one');
      update kernel.audit_heads set statement = '${older ?? ''}';
      set session_replication_role = origin`);
    const files = await readdir(folder);
    await answer('pia', 'yes', 'one');
    await sealAudit(context);
    context.clock.set('2027-01-18T06:05:00Z');
    await expect(context.module.get(AuditHeads).daily()).rejects.toThrow('lacks part of an exported list');
    expect(await readdir(folder)).toEqual(files);
    context.clock.set('2027-01-18T08:00:00Z');
    await context.module.get(AuditCheck).nightly();
    const [last] = await sql<object>('select faults, first_fault as fault from kernel.audit_check');
    expect(last).toMatchObject({ faults: 1, fault: { kind: 'rolled-back', stream: 'one' } });
  });

  it('reports an exported file that this installation did not sign, and a folder without exports', async () => {
    const read = () => context.module.get(AuditHeads).exports();
    await writeFile(join(folder, 'bitacora-z.jws'), 'e30.e30.e30\n');
    const { statements, faults } = await read();
    expect(statements.length).toBeGreaterThan(1);
    expect(faults).toEqual([{ kind: 'export-altered', file: 'bitacora-z.jws' }]);
    for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
    expect((await read()).faults).toEqual([{ kind: 'exports-missing' }]);
    await rm(folder, { recursive: true });
    expect((await read()).faults).toEqual([{ kind: 'exports-missing' }]);
  });

  it('can rely on the list that a close publishes, because it contains the last entry of the close', async () => {
    const due = { cause: 'close', stream: 'close', subject: ['delivery', 'last'] } as const;
    const work = context.module.get(UnitOfWork);
    const run = (name: string, handle: () => Promise<unknown>): Promise<unknown> =>
      context.module.get(TransactionRunner).runAsSystem({ name, correlationId: randomId() }, handle);
    const publish = () => run('sample.publish', () => context.module.get(PublishDueHeads).handle(due));
    const published = async () => {
      const { statements } = await context.module.get(AuditHeads).exports();
      const heads = statements.flatMap(({ streams }) => streams.filter(({ stream }) => stream === 'close'));
      return Math.max(0, ...heads.map(({ entries }) => entries));
    };
    await asOwner(context.module).transactional(async (older) => {
      // The entries of the close are not older than this transaction.
      await older.execute('select pg_current_xact_id()');
      await run('sample.close', async () => {
        for (let nth = 0; nth < 5000; nth += 1) {
          work.audit({ subject: ['support', String(nth)], stream: 'close' });
        }
        work.audit({ subject: due.subject, stream: 'close' });
        return Promise.resolve();
      });
      await expect(publish()).rejects.toThrow('cannot be sealed yet');
      expect(await published()).toBe(0);
    });
    await eventually('the list with the close', async () => {
      await publish().catch(() => undefined);
      return (await published()) === 5001;
    });
  });
});

describe('the adoption of seals and rows of the audit trail', () => {
  it('accepts unsigned seals of earlier releases, and adds the MACs of their entries', async () => {
    await sql(`set session_replication_role = replica; update kernel.audit_seal set signature = null;
      update kernel.audit_entry set mac = null where stream = 'one'; set session_replication_role = origin`);
    const verify = () => context.module.get(AuditVerifier).verify();
    expect(kinds((await verify()).faults)).toEqual(['entry-unsigned', 'seal-unsigned']);
    expect(await context.module.get(AuditSealer).adopt(2)).toBeGreaterThan(3);
    expect((await verify()).faults).toEqual([]);
  });

  it('accepts the rows that a migration changed or removed', async () => {
    await sql(`alter table sample.answer disable trigger user; update sample.answer set value = 'x' where person = 'ana';
      delete from sample.answer where person = 'eva'; alter table sample.answer enable trigger user`);
    const verify = () => context.module.get(AuditVerifier).verify({ againstData: true });
    expect(kinds((await verify()).faults)).toEqual(['row-changed', 'row-missing']);
    expect(await context.module.get(RowAdoption).adopt('Migración')).toBe(2);
    expect((await verify()).faults).toEqual([]);
  });

  it('does not overwrite the state that a use case writes meanwhile', async () => {
    await sql(`insert into sample.answer values ('lea', 1, 'yes')`);
    await sql(`alter table sample.answer disable trigger user; update sample.answer set value = 'no' where person = 'lea';
      alter table sample.answer enable trigger user`);
    const log = context.module.get(AuditLog);
    const append = log.append.bind(log);
    const adopting = jest.spyOn(log, 'append').mockImplementationOnce(async (...batch) => {
      context.clock.advance(1);
      await write(`update sample.answer set value = 'later' where person = $1`, ['lea'], 'one');
      await append(...batch);
    });
    expect(await context.module.get(RowAdoption).adopt('Migración')).toBe(1);
    adopting.mockRestore();
    expect((await context.module.get(AuditVerifier).verify({ againstData: true })).faults).toEqual([]);
  });

  it('waits until a use case that is writing has ended', async () => {
    let adopted: Promise<number> | undefined;
    await context.module
      .get(TransactionRunner)
      .runAsSystem({ name: 'sample.write', correlationId: randomId() }, async () => {
        const work = context.module.get(UnitOfWork);
        await work.sql(`update sample.answer set value = 'last' where person = 'lea'`);
        adopted = context.module.get(RowAdoption).adopt('Migración');
        await waitForBlockedSession(context, 'relation');
        work.audit({ subject: ['answer', 'lea'], stream: 'one' });
      });
    expect(await adopted).toBe(0);
    expect((await context.module.get(AuditVerifier).verify({ againstData: true })).faults).toEqual([]);
  });

  it('does not hide an entry that was inserted and then sealed', async () => {
    await sql(`insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome,
        subject_kind, subject_id, details, correlation_id, territory, mac)
      select stream, at, actor_kind, 'phantom', actor_label, action, outcome, subject_kind, subject_id, details,
        correlation_id, territory, mac
      from kernel.audit_entry where stream = 'two' order by id limit 1`);
    await sealAudit(context);
    const { faults } = await context.module.get(AuditVerifier).verify();
    expect(faults).toMatchObject([{ kind: 'entry-altered', stream: 'two' }]);
    expect(faults[0]?.seal).toBeGreaterThan(1);
  });
});
