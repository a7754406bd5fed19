// Verifies the audit trail, and protected rows against it, compared with a bare read and SHA-256 of the same rows.
//   npm run bench -- audit [--entries 200000] [--rows 100000] [--runs 5]
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DEDICATED_SERVER_SETTINGS, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { AuditLog } from '../../src/kernel/audit/audit-log.ts';
import { EntryReasons } from '../../src/kernel/audit/entry-reasons.ts';
import { AuditSealer } from '../../src/kernel/audit/audit-sealer.ts';
import { AuditStatements } from '../../src/kernel/audit/audit-statements.ts';
import { AuditVerifier } from '../../src/kernel/audit/audit-verifier.ts';
import { ENTRY_TEXT } from '../../src/kernel/audit/entry-text.ts';
import { systemActor } from '../../src/kernel/access/actor.ts';
import { SystemClock } from '../../src/kernel/clock/clock.ts';
import { KeyedHash } from '../../src/kernel/crypto/keyed-hash.ts';
import { FieldCipher } from '../../src/kernel/crypto/field-cipher.ts';
import { KeyStore } from '../../src/kernel/crypto/key-store.ts';
import { randomBuffer, randomId } from '../../src/kernel/crypto/random.ts';
import { Signing } from '../../src/kernel/crypto/signing.ts';
import { takeRowDigests } from '../../src/kernel/audit/protected-tables.ts';
import { migrationFiles } from '../../src/kernel/database/migration-files.ts';
import { median, option, rounded } from '../lib/statistics.mjs';
import { timed } from '../lib/verification-database.mjs';

export const description =
  'Verification of the audit trail and of protected rows, compared with a bare read and SHA-256 of the same rows';

const NOTES_PER_BATCH = 500;
const ENTRIES_PER_SEAL = 5000;
/** Like `control_desk.verdict`. */
const PROTECTED = { table: 'bench.verdict', key: ['id'] };
const CREATE_PROTECTED = `
  create schema bench;
  create table bench.verdict (id bigint generated always as identity primary key, support_id uuid not null,
    verdict text not null, sub_reason text, criteria_version int not null, reviewer_id text not null,
    given_at timestamptz not null);
  select kernel.protect_rows('bench.verdict', 'id')`;

export async function run({ figure, args }) {
  const [entries, runs] = [option(args, 'entries', 200_000), option(args, 'runs', 5)];
  const protectedRows = option(args, 'rows', 100_000);
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), more: DEDICATED_SERVER_SETTINGS });
  const client = new pg.Client({ connectionString: postgres.url });
  try {
    await client.connect();
    for (const statement of migrationFiles().flatMap(({ statements }) => statements)) await client.query(statement);
    const clock = new SystemClock();
    const keys = new KeyStore(join(folder, 'keys'), randomBuffer(32), () => clock.now());
    const em = entityManager(client);
    const statements = new AuditStatements(new Signing(keys), keys);
    const reasons = new EntryReasons(new FieldCipher(keys), new KeyedHash(keys));
    const log = new AuditLog(em, clock, new KeyedHash(keys), reasons);
    for (let written = 0; written < entries; written += NOTES_PER_BATCH) await log.append(em, batch(written));
    const sealer = new AuditSealer(em, clock, statements, new KeyedHash(keys));
    while ((await sealer.seal(ENTRIES_PER_SEAL)) > 0);
    await client.query('vacuum analyze');
    const tables = { all: () => [PROTECTED], comparisons: () => [] };
    const verifier = new AuditVerifier(em, new KeyedHash(keys), statements, tables);
    const verify = async (againstData) => {
      const { faults } = await verifier.verify({ againstData });
      if (faults.length > 0) throw new Error(JSON.stringify(faults[0]));
    };
    const trail = await compare(
      runs,
      () => readAndHash(client),
      () => verify(false),
    );
    figure('bare', Math.round(entries / trail.bare), 'entries/s');
    figure('verified', Math.round(entries / trail.product), 'entries/s');
    figure('ratioToBareRead', rounded(trail.bare / trail.product), 'ratio', '>=0.5');

    await client.query(CREATE_PROTECTED);
    await writeProtectedRows(client, em, log, protectedRows);
    while ((await sealer.seal(ENTRIES_PER_SEAL)) > 0);
    await client.query('vacuum analyze');
    const readAll = async () => {
      await readAndHash(client);
      await readAndHashRows(client);
    };
    const data = await compare(runs, readAll, () => verify(true));
    figure('withRows.bare', Math.round((entries + protectedRows) / data.bare), 'rows/s');
    figure('withRows.verified', Math.round((entries + protectedRows) / data.product), 'rows/s');
    figure('withRows.ratioToBareRead', rounded(data.bare / data.product), 'ratio', '>=0.5');
  } finally {
    await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The median seconds of both, measured in turn after one run that is not counted. */
async function compare(runs, bare, product) {
  const seconds = { bare: [], product: [] };
  for (let run = -1; run < runs; run += 1) {
    const spent = { bare: await timed(bare), product: await timed(product) };
    if (run < 0) continue;
    seconds.bare.push(spent.bare);
    seconds.product.push(spent.product);
  }
  return { bare: median(seconds.bare), product: median(seconds.product) };
}

/** Each transaction writes ten rows and its audit entry. */
async function writeProtectedRows(client, em, log, count) {
  for (let written = 0; written < count; written += 10) {
    await client.query('begin');
    await client.query(
      `insert into bench.verdict (support_id, verdict, criteria_version, reviewer_id, given_at)
       select gen_random_uuid(), 'sin-inconsistencia', 1, 'bench', now() from generate_series(1, 10)`,
    );
    await log.append(em, { ...batch(written, 1), rowDigests: await takeRowDigests(client) });
    await client.query('commit');
  }
}

async function readAndHashRows(client) {
  const hash = createHash('sha256');
  let after = '0';
  for (;;) {
    const { rows } = await client.query(
      'select id::text as id, to_jsonb(verdict)::text as text from bench.verdict where id > $1 order by verdict.id limit $2',
      [after, ENTRIES_PER_SEAL],
    );
    for (const { text } of rows) hash.update(text);
    if (rows.length < ENTRIES_PER_SEAL) return hash.digest();
    after = rows.at(-1).id;
  }
}

const batch = (from, notes = NOTES_PER_BATCH) => ({
  actor: systemActor('bench'),
  correlationId: randomId(),
  action: 'verification.verify-support',
  outcome: 'done',
  resource: { entidad: '22' },
  notes: Array.from({ length: notes }, (_, index) => ({
    subject: ['support', randomId()],
    stream: 'bench',
    details: { class: 'mesa-de-control', registryStatus: 'lista-nominal', number: from + index },
  })),
});

async function readAndHash(client) {
  const hash = createHash('sha256');
  let after = '0';
  for (;;) {
    const { rows } = await client.query(
      `select id::text as id, ${ENTRY_TEXT} as text, mac from kernel.audit_entry where audit_entry.id > $1 order by audit_entry.id limit $2`,
      [after, ENTRIES_PER_SEAL],
    );
    for (const { id, text } of rows) hash.update(`${id}${text}`);
    if (rows.length < ENTRIES_PER_SEAL) return hash.digest();
    after = rows.at(-1).id;
  }
}

/** The part of an entity manager that the audit trail uses, on one connection. */
function entityManager(client) {
  const em = {
    fork: () => em,
    getTransactionContext: () => ({ client: { acquireConnection: () => Promise.resolve(client) } }),
    execute: async (text) => (await client.query(text)).rows,
    async transactional(work) {
      await client.query('begin');
      const result = await work(em);
      await client.query('commit');
      return result;
    },
  };
  return em;
}
