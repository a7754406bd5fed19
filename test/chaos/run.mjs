// npm run chaos [-- --seconds 180] [--seed N] [--defect answer-before-fsync|no-idempotency|counter-outside] [--json]
// Real processes under load, killed with kill -9 at random and started again; then every receipt that a phone holds is held
// against the installation. `--defect` plants one, to see the check turn red: the product is not touched, its
// processes load a file of test/chaos/defects first.
import { execFile, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { Installation } from './installation.mjs';
import { chance, option, within } from './lib.mjs';
import { reckon } from './reckoning.mjs';

register('../../bench/lib/typescript-hook.mjs', import.meta.url);
const { buildServer } = await import('../support/built-server.ts');

const here = import.meta.dirname;
const seconds = Number(option('seconds', '180'));
const seed = Number(option('seed', String(Math.floor(Math.random() * 1e9))));
const perSecond = Number(option('per-second', '8'));
const defect = option('defect', undefined);
const json = process.argv.includes('--json');
/** How long the installation may take to work off what the chaos has left. */
const REST_MS = 240_000;

const logs = process.argv.includes('--logs');
const say = (line) => (json ? process.stderr : process.stdout).write(`${line}\n`);
const execute = promisify(execFile);
const luck = chance(seed);

async function main() {
  say(`seed ${seed}, ${seconds} s of load${defect ? `, with the defect ${defect}` : ''}`);
  const server = await buildServer();
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-chaos-'));
  const spoil = defect ? [join(here, 'defects', `${defect}.mjs`)] : [];
  const installation = new Installation(folder, server.folder, {
    web: [...spoil, join(here, 'volatile-disk.mjs')],
    worker: spoil,
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
  const told = join(folder, 'told.json');
  const inServer = { cwd: installation.server };
  await execute(process.execPath, [join(here, 'prepare.mjs')], {
    ...inServer,
    env: installation.environment({ CHAOS_TOLD: told, REDIS_URL: '' }),
  });
  const { idProceso } = JSON.parse(readFileSync(told, 'utf8'));
  const tickets = join(folder, 'pases.json');
  const issue = `dist/cli.js load tickets --process ${idProceso} --devices 6 --mailbox caos@caos.invalid --out ${tickets}`;
  await execute(process.execPath, issue.split(' '), { ...inServer, env: installation.environment() });
  await installation.startProcesses();

  const ledger = join(folder, 'ledger.jsonl');
  const clients = startClients(installation, { tickets, ledger });
  await clients.enrolled;
  say(`web twice, worker twice, PostgreSQL, Redis: up; six phones enrolled; ${perSecond} records a second begin`);
  const wal = await walOf(querying(installation.databaseUrl));
  const until = Date.now() + seconds * 1000;
  const replays = { asked: 0 };
  const replaying = replay(installation, until, replays);
  await killAtRandom(installation, until);
  await replaying;
  const clientFigures = await clients.stop();
  const entries = readFileSync(ledger, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  say(`${entries.length} receipts in the ledger; waiting for the installation to come to rest`);
  const sql = querying(installation.databaseUrl);
  const began = Date.now();
  const rested = await within(REST_MS, async () => (await unrest(sql)) === 0, 1000);
  const restSeconds = Math.round((Date.now() - began) / 1000);

  const { stdout } = await execute(process.execPath, [join(here, 'recount.mjs')], {
    ...inServer,
    env: installation.environment(),
    maxBuffer: 1e8,
  });
  const checks = JSON.parse(stdout.split('\n').find((line) => line.startsWith('{"')));
  const { mails, kills, deaths } = installation;
  if (logs) for (const { name, log = '' } of installation.members.values()) say(`--- ${name}\n${log.slice(-4000)}`);
  const dataFolder = join(folder, 'data');
  const { faults, mail, records } = await reckon({ entries, sql, dataFolder, mails, kills, checks });
  if (!readdirSync(folder).some((name) => name.startsWith('volatile.'))) {
    faults.unfinished.push('no blob was written through the disk that forgets: this run says nothing of syncing');
  }
  for (const code of clientFigures.refused) faults.altered.push(`a phone was told ${code}`);
  if (clientFigures.unsettled > 0) faults.unfinished.push(`${clientFigures.unsettled} records never got an answer`);
  const weight = await weightOf(sql, entries.length, wal);
  return verdict(faults, {
    weight,
    ...{ seed, seconds, defect, rested, restSeconds, kills: counted(kills.map(({ name }) => name)) },
    ...{ deaths, clients: clientFigures, receipts: entries.length, records, replays: replays.asked },
    ...{ mails: mail.mails, mailRepeats: mail.repeats },
  });
}

/** The kills, one after the other or overlapping, until the time is over and everybody is up again. */
async function killAtRandom(installation, until) {
  const returning = [];
  while (Date.now() < until) {
    await wait(luck.between(1500, 5000));
    const up = [...installation.members.values()].filter((member) => member.up);
    // Two doors, two workers: who is left must carry on; now and then nobody is.
    const victim = luck.pick(up);
    if (!victim || Date.now() >= until) continue;
    const absence = luck.between(100, 2500);
    say(
      `  ${new Date().toISOString().slice(14, 23)} kill -9 ${victim.name}, back after ${(absence / 1000).toFixed(1)} s`,
    );
    returning.push(installation.killAndRestart(victim.name, absence));
  }
  await Promise.all(returning);
}

/** What a relay leaves that is killed between handing a message on and noting it: the message is handed on again. */
async function replay(installation, until, replays) {
  const sql = querying(installation.databaseUrl);
  while (Date.now() < until) {
    await wait(luck.between(1000, 2500));
    const again = await sql(
      `update kernel.outbox_message set dispatched_at = null, settled_at = null where id in (
         select id from kernel.outbox_message where dispatched_at is not null and quarantined_at is null
         order by random() limit 6 for update skip locked) returning id`,
    ).catch(() => []);
    replays.asked += again.length;
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
    child.once('exit', (code) => failed(new Error(`the phones ended: ${code}`))),
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

/** What a record comes to in the database, for docs/scale.md: octets of log and tables, and rows of each table. */
async function weightOf(sql, records, walBefore) {
  const [{ octets }] = await sql(
    `select sum(pg_total_relation_size(c.oid))::float8 as octets from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('kernel', 'intake', 'verification', 'control_desk')`,
  );
  const rows = {};
  for (const table of TABLES) {
    const [{ n }] = await sql(`select count(*)::int as n from ${table}`);
    rows[table] = Number((n / records).toFixed(2));
  }
  const wal = (await walOf(sql)) - walBefore;
  return { walOctets: Math.round(wal / records), tableOctets: Math.round(octets / records), rows };
}

const TABLES = [
  ...['intake.support', 'verification.support', 'verification.class_move', 'verification.roll_answer'],
  ...['kernel.audit_entry', 'kernel.outbox_message', 'kernel.inbox', 'kernel.counter_delta'],
];

async function walOf(sql) {
  const [{ lsn }] = await sql(`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as lsn`);
  return lsn;
}

/** Messages that somebody still has to work. */
async function unrest(sql) {
  const [{ waiting }] = await sql(
    'select count(*)::int as waiting from kernel.outbox_message where settled_at is null',
  );
  return waiting;
}

/** A connection for each question: the server may have gone meanwhile. */
function querying(url) {
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
  if (json) process.stdout.write(`${JSON.stringify({ sound, ...count, ...figures, faults: shortened(faults) })}\n`);
  const { kills, deaths, clients, receipts, records, mails, mailRepeats, replays, restSeconds } = figures;
  say(`killed ${JSON.stringify(kills)}; ended by themselves: ${deaths.length}`);
  for (const { name, log } of deaths) say(`  ${name}: ${log.trim().split('\n').at(-1)}`);
  say(
    `phones: captured ${clients.captured}, receipts ${receipts}, asked again ${clients.repeats}, two doors at once ` +
      `${clients.races}, cut off ${clients.cut}, tried again ${clients.retries}, busy ${clients.busy}`,
  );
  say(`  why: ${JSON.stringify(clients.why)}`);
  say(
    `records ${records}; mails ${mails}, of them handed over again because of a crash ${mailRepeats}; messages replayed ${replays}`,
  );
  say(`a record in the database: ${JSON.stringify(figures.weight)}`);
  say(`at rest after ${restSeconds} s`);
  for (const [kind, lines] of Object.entries(faults)) {
    for (const line of lines.slice(0, 5)) say(`  ${kind}: ${line}`);
    if (lines.length > 5) say(`  ${kind}: and ${lines.length - 5} more`);
  }
  say(
    `${count.lost} lost, ${count.doubled} doubled, ${count.altered} altered, ${count.miscounted} miscounted, ${count.unfinished} unfinished`,
  );
  return sound ? 0 : 1;
}

const shortened = (faults) =>
  Object.fromEntries(Object.entries(faults).map(([kind, lines]) => [kind, lines.slice(0, 10)]));

function counted(names) {
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

process.exitCode = await main();
