// npm run chaos [-- --seconds 180] [--seed N] [--defect answer-before-fsync|no-idempotency|counter-outside] [--json]
// Kills real processes under load at random with kill -9 and restarts them, then checks every receipt that a phone got
// against the installation. `--defect` injects a defect to prove that the check fails: the processes preload a file of
// test/chaos/defects; the product's code is unchanged.
import { execFile, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { Installation } from './installation.mjs';
import { option, randomFrom, within } from './lib.mjs';
import { reconcile } from './reconciliation.mjs';

register('../../bench/lib/typescript-hook.mjs', import.meta.url);
const { buildServer } = await import('../support/built-server.ts');

const here = import.meta.dirname;
const seconds = Number(option('seconds', '180'));
const seed = Number(option('seed', String(Math.floor(Math.random() * 1e9))));
const perSecond = Number(option('per-second', '8'));
const defect = option('defect', undefined);
const json = process.argv.includes('--json');
/** Time limit for the installation to settle all messages after the load. */
const SETTLE_MS = 240_000;

const logs = process.argv.includes('--logs');
const say = (line) => (json ? process.stderr : process.stdout).write(`${line}\n`);
const execute = promisify(execFile);
const random = randomFrom(seed);

async function main() {
  say(`seed ${seed}, ${seconds} s of load${defect ? `, with the defect ${defect}` : ''}`);
  const server = await buildServer();
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-chaos-'));
  const defectFiles = defect ? [join(here, 'defects', `${defect}.mjs`)] : [];
  const installation = new Installation(folder, server.folder, {
    web: [...defectFiles, join(here, 'volatile-disk.mjs')],
    worker: defectFiles,
  });
  try {
    return await chaos(installation);
  } finally {
    await installation.stop();
    await server.remove();
  }
}

async function chaos(installation) {
  const { folder } = installation;
  await installation.start();
  const prepared = join(folder, 'prepared.json');
  const inBuild = { cwd: installation.server };
  await execute(process.execPath, [join(here, 'prepare.mjs')], {
    ...inBuild,
    env: installation.environment({ CHAOS_PREPARED: prepared, REDIS_URL: '' }),
  });
  const { idProceso } = JSON.parse(readFileSync(prepared, 'utf8'));
  const tickets = join(folder, 'pases.json');
  const issue = `dist/cli.js load tickets --process ${idProceso} --devices 6 --mailbox caos@caos.invalid --out ${tickets}`;
  await execute(process.execPath, issue.split(' '), { ...inBuild, env: installation.environment() });
  await installation.startProcesses();

  const ledger = join(folder, 'ledger.jsonl');
  const clients = startClients(installation, { tickets, ledger });
  await clients.enrolled;
  say(`2 web, 2 worker, PostgreSQL and Redis are up; 6 phones enrolled; sending ${perSecond} records per second`);
  const wal = await walPosition(queryFunction(installation.databaseUrl));
  const until = Date.now() + seconds * 1000;
  const replays = { count: 0 };
  const replaying = replay(installation, until, replays);
  await killAtRandom(installation, until);
  await replaying;
  const clientFigures = await clients.stop();
  const entries = readFileSync(ledger, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  say(`${entries.length} receipts in the ledger; waiting for all messages to settle`);
  const sql = queryFunction(installation.databaseUrl);
  const startedAt = Date.now();
  const settled = await within(SETTLE_MS, async () => (await unsettledMessages(sql)) === 0, 1000);
  const settleSeconds = Math.round((Date.now() - startedAt) / 1000);

  const { stdout } = await execute(process.execPath, [join(here, 'recount.mjs')], {
    ...inBuild,
    env: installation.environment(),
    maxBuffer: 1e8,
  });
  const checks = JSON.parse(stdout.split('\n').find((line) => line.startsWith('{"')));
  const { emails, kills, exits } = installation;
  if (logs) for (const { name, log = '' } of installation.members.values()) say(`--- ${name}\n${log.slice(-4000)}`);
  const dataFolder = join(folder, 'data');
  const { faults, mail, records } = await reconcile({ entries, sql, dataFolder, emails, kills, checks });
  if (!readdirSync(folder).some((name) => name.startsWith('volatile.'))) {
    faults.unfinished.push('no blob was written through volatile-disk.mjs, so this run does not test syncing');
  }
  for (const code of clientFigures.refused) faults.altered.push(`a phone got ${code}`);
  if (clientFigures.unsettled > 0)
    faults.unfinished.push(`${clientFigures.unsettled} records never got a final answer`);
  const storage = await storagePerRecord(sql, entries.length, wal);
  return verdict(faults, {
    storage,
    ...{ seed, seconds, defect, settled, settleSeconds, kills: countByName(kills.map(({ name }) => name)) },
    ...{ exits, clients: clientFigures, receipts: entries.length, records, replays: replays.count },
    ...{ emails: mail.sent, repeatedEmails: mail.repeats },
  });
}

/** Kills members, possibly several at a time, until the deadline; then waits until all are up again. */
async function killAtRandom(installation, until) {
  const restarts = [];
  while (Date.now() < until) {
    await wait(random.between(1500, 5000));
    const up = [...installation.members.values()].filter((member) => member.up);
    const victim = random.pick(up);
    if (!victim || Date.now() >= until) continue;
    const downtimeMs = random.between(100, 2500);
    say(
      `  ${new Date().toISOString().slice(14, 23)} kill -9 ${victim.name}, back after ${(downtimeMs / 1000).toFixed(1)} s`,
    );
    restarts.push(installation.killAndRestart(victim.name, downtimeMs));
  }
  await Promise.all(restarts);
}

/** Marks dispatched messages as pending again, the state left by a relay killed before it records the dispatch. */
async function replay(installation, until, replays) {
  const sql = queryFunction(installation.databaseUrl);
  while (Date.now() < until) {
    await wait(random.between(1000, 2500));
    const replayed = await sql(
      `update kernel.outbox_message set dispatched_at = null, settled_at = null where id in (
         select id from kernel.outbox_message where dispatched_at is not null and quarantined_at is null
         order by random() limit 6 for update skip locked) returning id`,
    ).catch(() => []);
    replays.count += replayed.length;
  }
}

function startClients(installation, { tickets, ledger }) {
  mkdirSync(join(installation.folder, 'data'), { recursive: true });
  const settings = { urls: installation.urls(), tickets, ledger, seed, perSecond };
  const child = fork(join(here, 'clients.mjs'), {
    env: { ...process.env, CHAOS_CLIENTS: JSON.stringify(settings) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise((_, failed) =>
    child.once('exit', (code) => failed(new Error(`the process of the phones exited: ${code}`))),
  );
  ended.catch(() => undefined);
  const message = () => Promise.race([ended, new Promise((done) => child.once('message', done))]);
  return {
    enrolled: message(),
    stop: () => {
      const figures = message();
      child.send('stop');
      return figures;
    },
  };
}

/** Storage per record, for docs/scale.md: bytes of WAL and of tables, and rows in each table. */
async function storagePerRecord(sql, records, walBefore) {
  const [{ bytes }] = await sql(
    `select sum(pg_total_relation_size(c.oid))::float8 as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('kernel', 'intake', 'verification', 'control_desk')`,
  );
  const rows = {};
  for (const table of TABLES) {
    const [{ n }] = await sql(`select count(*)::int as n from ${table}`);
    rows[table] = Number((n / records).toFixed(2));
  }
  const wal = (await walPosition(sql)) - walBefore;
  return { walBytes: Math.round(wal / records), tableBytes: Math.round(bytes / records), rows };
}

const TABLES = [
  ...['intake.support', 'verification.support', 'verification.class_move', 'verification.roll_answer'],
  ...['kernel.audit_entry', 'kernel.outbox_message', 'kernel.inbox', 'kernel.counter_delta'],
];

async function walPosition(sql) {
  const [{ lsn }] = await sql(`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as lsn`);
  return lsn;
}

async function unsettledMessages(sql) {
  const [{ waiting }] = await sql(
    'select count(*)::int as waiting from kernel.outbox_message where settled_at is null',
  );
  return waiting;
}

/** Connects for each query, because the server may have been killed in between. */
function queryFunction(url) {
  return async (text) => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
}

function verdict(faults, figures) {
  const count = Object.fromEntries(Object.entries(faults).map(([kind, lines]) => [kind, lines.length]));
  const sound = Object.values(count).every((number) => number === 0);
  if (json) process.stdout.write(`${JSON.stringify({ sound, ...count, ...figures, faults: firstLines(faults) })}\n`);
  const { kills, exits, clients, receipts, records, emails, repeatedEmails, replays, settleSeconds } = figures;
  say(`killed ${JSON.stringify(kills)}; exited on their own: ${exits.length}`);
  for (const { name, log } of exits) say(`  ${name}: ${log.trim().split('\n').at(-1)}`);
  say(
    `phones: captured ${clients.captured}, receipts ${receipts}, resends ${clients.resends}, concurrent sends ` +
      `${clients.concurrentSends}, aborted ${clients.aborted}, retries ${clients.retries}, busy ${clients.busy}`,
  );
  say(`  retry reasons: ${JSON.stringify(clients.retryReasons)}`);
  say(
    `records ${records}; e-mails ${emails}, sent again after a crash ${repeatedEmails}; messages replayed ${replays}`,
  );
  say(`storage per record: ${JSON.stringify(figures.storage)}`);
  say(`all messages settled after ${settleSeconds} s`);
  for (const [kind, lines] of Object.entries(faults)) {
    for (const line of lines.slice(0, 5)) say(`  ${kind}: ${line}`);
    if (lines.length > 5) say(`  ${kind}: and ${lines.length - 5} more`);
  }
  say(
    `${count.lost} lost, ${count.doubled} doubled, ${count.altered} altered, ${count.miscounted} miscounted, ${count.unfinished} unfinished`,
  );
  return sound ? 0 : 1;
}

const firstLines = (faults) =>
  Object.fromEntries(Object.entries(faults).map(([kind, lines]) => [kind, lines.slice(0, 10)]));

function countByName(names) {
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

process.exitCode = await main();
