import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp, migrate, startJobs } from '../../src/app.js';
import { seedFoundation, seedPractice } from '../../src/demonstration/index.js';
import type { AuditFault } from '../../src/kernel/audit/audit-faults.js';
import { AuditHeads } from '../../src/kernel/audit/audit-heads.js';
import { AuditSealer } from '../../src/kernel/audit/audit-sealer.js';
import { AuditStatements, type HeadsStatement } from '../../src/kernel/audit/audit-statements.js';
import { AuditVerifier } from '../../src/kernel/audit/audit-verifier.js';
import { ProtectedTables } from '../../src/kernel/audit/protected-tables.js';
import { AppConfig } from '../../src/kernel/config/config.js';
import { sha256 } from '../../src/kernel/crypto/digest.js';
import { randomId } from '../../src/kernel/crypto/random.js';
import { TransactionRunner } from '../../src/kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../src/kernel/messaging/unit-of-work.js';
import { Scrub } from '../../src/kernel/storage/scrub.js';
import { asOwner, newDatabase, testConfig, untilAuditSealed } from '../support/app.js';
import { openMailbox } from '../support/mailbox.js';
import { alterations, deleteSupport, type Alteration } from '../support/alterations.js';
import { Chance } from '../support/chance.js';
import { eventually } from '../support/eventually.js';
import { verifyAfter, type AsJob } from '../support/tampering.js';
import { endUndoTime } from '../support/verdicts.js';

const ALTERATIONS = Number(process.env['ALTERATIONS'] ?? 500);
const seed = process.env['SEED'] ?? randomBytes(8).toString('hex');

/** What a database superuser can alter without the keys. `SEED` repeats a run; `ALTERATIONS` sets its length. */
describe(`alterations by a superuser (seed ${seed})`, () => {
  const stops: (() => Promise<unknown>)[] = [];
  let app: NestExpressApplication;
  let older = '';
  let exported: HeadsStatement;
  const sql = <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
    asOwner(app).execute<Row[]>(text, params);

  beforeAll(async () => {
    process.stdout.write(`tampering: seed ${seed}, ${String(ALTERATIONS)} alterations\n`);
    const database = await newDatabase();
    stops.push(database.drop);
    const mailbox = await openMailbox();
    stops.push(mailbox.close);
    const { config, folder } = await testConfig(database.url, { SMTP_URL: mailbox.url });
    stops.push(() => rm(folder, { recursive: true }));
    app = await createApp(config);
    stops.push(() => app.close());
    await migrate(app);
    await app.init();
    await seedFoundation(app, { electors: 4000 });
    startJobs(app);
    await seedPractice(app);
    await endUndoTime(app);
    // An altered verdict is found only after the given one has reached verification.
    await eventually('the verdicts in force', async () => {
      const waiting = await sql(
        `select from kernel.published_pending_messages('control-desk.verdict-given', 'control-desk.announce-verdict')
         union all
         select from kernel.published_pending_messages('verification.review-decided', 'verification.apply-decided-review')`,
      );
      return waiting.length === 0;
    });
    await untilAuditSealed(app, () => app.get(AuditSealer).seal(20));
    older = (await app.get(AuditSealer).heads()) ?? '';
    await insertMissingRows();
    await untilAuditSealed(app, () => app.get(AuditSealer).seal(20));
    exported = await readHeads((await app.get(AuditHeads).publish('spec')) ?? '');
  }, 300_000);
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  async function readHeads(statement: string): Promise<HeadsStatement> {
    const heads = await app.get(AuditStatements).readHeads(statement);
    if (!heads) throw new Error('there is no signed list');
    return heads;
  }

  /**
   * The practice process stays open, its key is new and its officials have no second factor; these rows replace the
   * missing ones.
   */
  async function insertMissingRows(): Promise<void> {
    const work = app.get(UnitOfWork);
    const [process] = await sql<{ id: string; entidad: string }>('select id, entidad from processes.process limit 1');
    await app.get(TransactionRunner).runAsSystem({ name: 'sample.rows', correlationId: randomId() }, async () => {
      await work.sql(`insert into results.closure (process_id, actor_id, closed_at) values ($1, 'spec', now())`, [
        process?.id,
      ]);
      await work.sql(
        `insert into results.delivery (id, process_id, id_proceso, entidad, file_name, blob_key, size, sha256,
           package_sha256, records, recipient_key, actor_id, created_at)
         values (gen_random_uuid(), $1, 'spec', $2, 'spec.jwe', 'results/spec.jwe', 1, '\\x00', '\\x00', 1, '{}', 'spec', now())`,
        [process?.id, process?.entidad],
      );
      await work.sql('insert into results.desk_conclusion (process_id, reviewed, concluded_at) values ($1, 1, now())', [
        process?.id,
      ]);
      await work.sql(
        `insert into processes.opl_key_waiver (process_id, reason, actor_id, waived_at) values ($1, 'spec', 'spec', now())`,
        [process?.id],
      );
      await work.sql(
        `insert into processes.opl_key_package (key_id, test_package, test_digest, issued_at)
         select id, 'spec', '\\x00', now() from processes.opl_public_key limit 1`,
      );
      await work.sql(
        `with list as (
           insert into control_desk.verdict_list (id, process_id, entidad, published_by, published_at)
           values (gen_random_uuid(), $1, $2, 'spec', now()) returning id),
         digest as (insert into control_desk.verdict_list_digest select id, 1, repeat('0', 64) from list)
         insert into control_desk.sample_seed select id, repeat('1', 20), 'spec', 'other', now() from list`,
        [process?.id, process?.entidad],
      );
      // It has ended, so that a copy of it can be inserted.
      await work.sql(
        `insert into accounts.second_factor (id, official_id, secret, begun_at, ended_at)
         select gen_random_uuid(), id, '\\x00', now(), now() from accounts.official order by account limit 1`,
      );
    });
  }

  it('are not reported if there are none', async () => {
    const { faults, rows, entries } = await app.get(AuditVerifier).verify({ againstData: true });
    expect(faults).toEqual([]);
    expect(rows).toBeGreaterThan(20);
    expect(entries).toBeGreaterThan(100);
  });

  it('are all found and located', async () => {
    const chance = new Chance(seed);
    const missed: string[] = [];
    const done = new Map<string, number>();
    const kinds = await alterations(sql, app.get(ProtectedTables).all(), {
      older,
      olderStreams: (await readHeads(older)).streams,
      exportedStreams: exported.streams,
    });
    for (let nth = 0; nth < ALTERATIONS; nth += 1) {
      const kind = kinds[nth % kinds.length] as Alteration;
      let place: Partial<AuditFault> | undefined;
      const alter = async (connection: pg.ClientBase, asJob: AsJob) => {
        place = await kind.alter(connection, chance, asJob);
      };
      const { faults } = await verifyAfter(app, alter, { againstData: true, exported: [exported] });
      done.set(kind.name, (done.get(kind.name) ?? 0) + 1);
      const expected = Object.entries(place ?? {});
      const located = faults.some((fault) =>
        expected.every(([key, value]) => fault[key as keyof AuditFault] === value),
      );
      if (!located) missed.push(`${String(nth)} ${kind.name} ${JSON.stringify(place)}: ${JSON.stringify(faults)}`);
    }
    process.stdout.write(`${[...done].map(([name, count]) => `${name}: ${String(count)}`).join('\n')}\n`);
    expect(missed).toEqual([]);
  }, 1_800_000);

  it('of the outbox change nothing: each message that the system did not write is quarantined and recorded', async () => {
    const chance = new Chance(`${seed} messages`);
    const genuine = await sql<{ id: string; type: string }>('select id, type from kernel.outbox_message order by id');
    const supports = await sql<{ id: string }>('select id from verification.support order by id');
    const state = () =>
      sql<object>('select id, desk_verdict, out_of_period, reported_class from verification.support order by id');
    const before = await state();
    const forged: string[] = [];
    for (let nth = 0; nth < Math.ceil(ALTERATIONS / 10); nth += 1) {
      const id = randomId();
      const copied = chance.pick(genuine);
      const verdict = {
        ...{ supportId: chance.pick(supports).id, folio: 'x', reviewer: 'desk', subReason: null, criteriaVersion: 1 },
        verdict: chance.pick(['sin-inconsistencia', 'fotocopia']),
        at: chance.pick(['9999-12-31T23:59:59Z', '1970-01-01T00:00:00Z']),
      };
      const [type, payload] = chance.pick([
        [`'verification.review-decided'`, `'${JSON.stringify(verdict)}'::jsonb`],
        ['type', `payload || '{"verdict": "sin-inconsistencia", "flags": []}'`],
        ['type', 'payload'],
      ] as const);
      await sql(
        `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id, mac)
         select ?, ${type}, version, ${payload}, occurred_at, correlation_id, ${chance.pick(['mac', 'null', 'sha256(mac)'])}
         from kernel.outbox_message where id = ?`,
        [id, copied.id],
      );
      forged.push(id);
    }
    await eventually('the quarantine of all forged messages', async () => {
      const [held] = await sql<{ count: number }>(
        'select count(*)::int as count from kernel.outbox_message where id = any(?::uuid[]) and quarantined_at is not null',
        [`{${forged.join()}}`],
      );
      return held?.count === forged.length;
    });
    const recorded = await sql(
      `select distinct subject_id from kernel.audit_entry
       where action = 'kernel.refuse-message' and subject_id = any(?::text[])`,
      [`{${forged.join()}}`],
    );
    expect(recorded).toHaveLength(forged.length);
    expect(await sql('select from kernel.inbox where message_id = any(?::uuid[])', [`{${forged.join()}}`])).toEqual([]);
    expect(await state()).toEqual(before);
    await untilAuditSealed(app, () => app.get(AuditSealer).seal(20));
    expect((await app.get(AuditVerifier).verify({ againstData: true })).faults).toEqual([]);
  }, 300_000);

  it('of files are found by the scrub, and by the audit trail if the row was also changed or removed', async () => {
    const chance = new Chance(`${seed} files`);
    const stored = await sql<{ id: string; key: string }>(
      'select id::text as id, blob_key as key from intake.support order by id',
    );
    for (let nth = 0; nth < Math.ceil(ALTERATIONS / 10); nth += 1) {
      const { id, key } = chance.pick(stored);
      const file = join(app.get(AppConfig).blobsFolder, key);
      const original = await readFile(file);
      const kind = chance.pick(['bit', 'end', 'removed'] as const);
      await rm(file);
      const altered =
        kind === 'bit' ? withOneBitChanged(original, chance) : original.subarray(0, chance.below(original.length));
      if (kind !== 'removed') await writeFile(file, altered);
      const { damaged } = await app.get(Scrub).run(10_000);
      expect({ seed, nth, kind, isFound: damaged.includes(key) }).toEqual({ seed, nth, kind, isFound: true });
      const { faults } = await verifyAfter(app, (connection) =>
        kind === 'removed'
          ? deleteSupport(connection, id)
          : connection.query('update intake.support set blob_sha256 = $2 where id = $1', [id, sha256(altered)]),
      );
      expect(faults).toContainEqual(
        expect.objectContaining({
          kind: kind === 'removed' ? 'row-missing' : 'row-changed',
          table: 'intake.support',
          key: id,
        }),
      );
      await rm(file, { force: true });
      await writeFile(file, original);
      expect((await app.get(Scrub).run(10_000)).damaged).not.toContain(key);
    }
  }, 600_000);
});

function withOneBitChanged(bytes: Buffer, chance: Chance): Buffer {
  const altered = Buffer.from(bytes);
  const place = chance.below(altered.length);
  altered[place] = (altered[place] ?? 0) ^ (1 << chance.below(8));
  return altered;
}
