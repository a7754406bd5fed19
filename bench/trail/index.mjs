// Measures the query time of the audit trail's pages with each filter, and compares a long trail with a short one.
//   npm run bench -- trail [--entries 1000000] [--few 1000] [--rounds 15]
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DEDICATED_SERVER_SETTINGS, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { visibleStatement } from '../../src/kernel/access/visibility.ts';
import { EntryReasons } from '../../src/kernel/audit/entry-reasons.ts';
import { auditFilter, prepareFilter, readEntries } from '../../src/kernel/audit/find-audit-entries.ts';
import { FieldCipher } from '../../src/kernel/crypto/field-cipher.ts';
import { KeyedHash } from '../../src/kernel/crypto/keyed-hash.ts';
import { KeyStore } from '../../src/kernel/crypto/key-store.ts';
import { randomBuffer } from '../../src/kernel/crypto/random.ts';
import { migrationFiles } from '../../src/kernel/database/migration-files.ts';
import { option, quantile, rounded } from '../lib/statistics.mjs';

export const description = 'Pages of the audit trail with 1,000 and with 1,000,000 entries: p95 under each filter';

const ENTIDAD = { entidad: '22' };
const EVERYWHERE = { '*': '*' };
const id = (kind, n) => `00000000-0000-4000-8000-${kind}${String(n).padStart(11, '0')}`;

/** The filters of the page; `day` is a day in the middle of the trail. */
const FILTERS = (day) => ({
  newest: {},
  last: { atEnd: true },
  refused: { outcome: 'refused' },
  area: { area: 'accounts' },
  process: { stream: id(1, 22) },
  processRefused: { stream: id(1, 22), outcome: 'refused' },
  actor: { actorId: id(2, 7) },
  day: { from: day, until: new Date(day.getTime() + 86_400_000) },
  monthOfActor: { actorId: id(2, 7), from: new Date(day.getTime() - 30 * 86_400_000), until: day },
  folio: { matching: { actorIds: [id(3, 5)], subjects: [['support', id(3, 5)]], actions: [] } },
  person: { matching: { actorIds: [id(2, 9)], subjects: [['official', id(2, 9)]], actions: [] } },
  action: {
    matching: { actorIds: [], subjects: [], actions: ['accounts.suspend-official', 'aspirants.get-aspirant-data'] },
  },
  reason: { matching: { actorIds: [], subjects: [], actions: [], reason: 'oficio 7/2027' } },
  chain: { matching: { actorIds: [], subjects: [], actions: [], streams: [id(1, 22)] } },
  nothing: { matching: { actorIds: [], subjects: [], actions: [] } },
});

export async function run({ figure, args }) {
  const [many, few, rounds] = [
    option(args, 'entries', 1_000_000),
    option(args, 'few', 1000),
    option(args, 'rounds', 15),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), more: DEDICATED_SERVER_SETTINGS });
  const keys = new KeyStore(join(folder, 'keys'), randomBuffer(32), () => new Date());
  const reasons = new EntryReasons(new FieldCipher(keys), new KeyedHash(keys));
  const clients = {};
  try {
    for (const [name, entries] of Object.entries({ few, many }))
      clients[name] = await trail(postgres.url, name, entries);
    const all = { few: [], many: [] };
    let slowest = ['', 0];
    for (const [name, filter] of Object.entries(FILTERS(new Date('2027-02-15T06:00:00Z')))) {
      for (const joinReads of [true, false]) {
        for (const scope of [EVERYWHERE, ENTIDAD]) {
          const times = { few: [], many: [] };
          for (let round = -2; round < rounds; round += 1) {
            for (const [size, client] of Object.entries(clients)) {
              const elapsed = await pages(client, reasons, scope, { ...filter, joinReads });
              if (round >= 0) times[size].push(...elapsed);
            }
          }
          all.few.push(...times.few);
          all.many.push(...times.many);
          const p95 = quantile(times.many, 0.95);
          if (p95 > slowest[1])
            slowest = [`${name}${joinReads ? ', joined' : ''}${scope === ENTIDAD ? ', one OPL' : ''}`, p95];
        }
      }
    }
    figure('p95.few', rounded(quantile(all.few, 0.95), 1), 'ms');
    figure('p95.many', rounded(quantile(all.many, 0.95), 1), 'ms', '<150');
    figure(`slowest (${slowest[0]})`, rounded(slowest[1], 1), 'ms', '<300');
  } finally {
    for (const client of Object.values(clients)) await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds for the first page and, if there is one, the next, which starts at the first page's cursor. */
async function pages(client, reasons, scope, filter) {
  const work = {
    async rows(text, values, by) {
      const statement = visibleStatement({ scope }, text, values, by);
      return (await client.query(statement.text, statement.params)).rows;
    },
  };
  const times = [];
  for (let at = {}; times.length < 2;) {
    const startedAt = performance.now();
    const prepared = await prepareFilter(auditFilter.parse({ ...filter, ...at }), reasons);
    const { next, previous } = await readEntries(work, reasons, prepared);
    times.push(performance.now() - startedAt);
    const cursor = filter.atEnd ? previous : next;
    if (cursor === null) break;
    at = filter.atEnd ? { atEnd: undefined, before: cursor } : { after: cursor };
  }
  return times;
}

async function trail(postgresUrl, name, entries) {
  const url = new URL(postgresUrl);
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  for (const statement of migrationFiles().flatMap(({ statements }) => statements)) await client.query(statement);
  await fill(client, entries);
  return client;
}

/** Three months: mostly verification by the system, then reads by 200 officials, some of them repeated many times. */
async function fill(client, entries) {
  await client.query(
    `create function pg_temp.made(kind int, n bigint) returns text language sql immutable as
       $$ select '00000000-0000-4000-8000-' || kind || lpad(n::text, 11, '0') $$`,
  );
  await client.query(
    `insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind, subject_id,
       details, correlation_id, territory, sealed, seal_sequence)
     select pg_temp.made(1, n % 32 + 1), timestamptz '2027-01-01' + n * interval '90 days' / $1::bigint,
       case when n % 10 < 6 then 'system' else 'official' end,
       case when n % 10 < 6 then 'verification' else pg_temp.made(2, n / 40 % 200) end,
       case when n % 10 < 6 then 'verification' else 'opl-reviewer' end,
       case when n % 10 < 6 then 'verification.verify-support' when n % 10 < 9 then 'control-desk.get-desk-record'
         when n % 1000 = 999 then 'accounts.suspend-official' else 'aspirants.get-aspirant-data' end,
       case when n % 10 < 6 or n % 1000 = 999 then 'done' when n % 500 = 8 then 'refused' else 'read' end,
       case when n % 10 = 9 then 'aspirant' else 'support' end,
       case when n % 10 = 9 then pg_temp.made(4, n / 4000 % 50) else pg_temp.made(3, n / 10 % 100000) end,
       '{}', gen_random_uuid(), lpad((n % 32 + 1)::text, 2, '0'), true, 1
     from generate_series(1, $1::bigint) n`,
    [entries],
  );
  await client.query('vacuum analyze kernel.audit_entry');
}
