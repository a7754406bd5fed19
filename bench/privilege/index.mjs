// Measures the combined cost of signed seals, MACs of audit entries, row digests, database roles and row-level security
// when records are received and reviewed, compared in the same run with the product without them:
//   npm run bench -- privilege [--records 60] [--rounds 7] [--people 20]
// Two applications, each with its own PostgreSQL, in one process; they work in turn. `bare` connects as a superuser,
// to whom no policy applies; its protected tables have no triggers, and its seals and entries are not signed.
import pg from 'pg';
import { GetOfficialSession, ListOfficials } from '../../src/contexts/accounts/index.ts';
import {
  AssignWorkload,
  GetDeskRecord,
  GiveVerdict,
  ListDeskRecords,
  ReviewRecord,
} from '../../src/contexts/control-desk/index.ts';
import { ListAllProcesses } from '../../src/contexts/processes/index.ts';
import { systemActor } from '../../src/kernel/access/actor.ts';
import { rowLevelSecurity } from '../../src/kernel/access/row-level-security.ts';
import { AuditSealer } from '../../src/kernel/audit/audit-sealer.ts';
import { AuditStatements } from '../../src/kernel/audit/audit-statements.ts';
import { KeyedHash } from '../../src/kernel/crypto/keyed-hash.ts';
import { OutboxRelay } from '../../src/kernel/jobs/outbox-relay.ts';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.ts';
import { withDemonstrationApp } from '../lib/demonstration-app.mjs';
import { cpuMsWithChildren } from '../lib/program.mjs';
import { cpuSeconds, sender, settle } from '../lib/received-records.mjs';
import { median, option, rounded } from '../lib/statistics.mjs';
import { timed } from '../lib/verification-database.mjs';

export const description =
  'Signed audit trail, row digests, database roles and row-level security: cost for intake and control desk';

const system = systemActor('bench');
const VARIANTS = ['product', 'bare'];
const WORKLOADS = ['ingest', 'desk'];

export async function run({ figure, args }) {
  const [records, rounds] = [option(args, 'records', 60), option(args, 'rounds', 7)];
  const people = option(args, 'people', 20);
  await withDemonstrationApp((product, _, productPid) =>
    withDemonstrationApp(
      async (bare, bareUrl, barePid) => {
        await removeProof(bare, bareUrl);
        const sides = { product: await sideOf(product, productPid, people), bare: await sideOf(bare, barePid, people) };
        await measure(figure, sides, records, rounds);
      },
      { asOwner: true },
    ),
  );
}

/** Removes signatures, MACs and the triggers for row digests from an application and its database. */
async function removeProof(app, ownerUrl) {
  const hash = app.get(KeyedHash);
  const digestEach = hash.digestEach.bind(hash);
  hash.digestEach = async (key, lists) =>
    key === 'audit.entry' ? lists.map(() => Buffer.alloc(32)) : digestEach(key, lists);
  Object.assign(app.get(AuditStatements), {
    signSeal: async () => 'unsigned',
    signHeads: async (statement) => JSON.stringify(statement),
    readHeads: async (text) => JSON.parse(text),
  });
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const { rows } = await owner.query(
    `select format('drop trigger %I on %s', tgname, tgrelid::regclass) as drop from pg_trigger
     where tgname like 'note\\_%\\_rows' and not tgisinternal`,
  );
  for (const one of rows) await owner.query(one.drop);
  await owner.end();
}

async function sideOf(app, serverPid, people) {
  const send = await sender(app, people);
  const dispatcher = app.get(Dispatcher);
  const [process] = await dispatcher.ask(system, new ListAllProcesses({}));
  const { rows } = await dispatcher.ask(system, new ListOfficials({ role: 'opl-reviewer', limit: 1 }));
  const { actor } = await dispatcher.ask(system, new GetOfficialSession({ accountId: rows[0].id }));
  return { app, serverPid, send, dispatcher, processId: process.id, reviewer: actor };
}

async function measure(figure, sides, records, rounds) {
  const spent = emptyTimes();
  const rates = emptyTimes();
  for (let round = -1; round < rounds; round += 1) {
    const variants = round % 2 === 0 ? VARIANTS : [...VARIANTS].reverse();
    for (const workload of WORKLOADS) {
      for (const variant of variants) {
        const { cpu, seconds } = await withRoles(variant === 'product', () => RUN[workload](sides[variant], records));
        if (round < 0) continue;
        spent[workload][variant].push(cpu / records);
        rates[workload][variant].push(records / seconds);
      }
    }
  }
  for (const workload of WORKLOADS) {
    for (const variant of VARIANTS) {
      figure(`cpu.${workload}.${variant}`, rounded(median(spent[workload][variant])), 'ms');
      figure(`perSecond.${workload}.${variant}`, rounded(median(rates[workload][variant]), 1), 'records/s');
    }
    figure(
      `ratio.cpu.${workload}`,
      rounded(median(pairwise(spent[workload].bare, spent[workload].product)), 3),
      'ratio',
    );
    const ratio = median(pairwise(rates[workload].product, rates[workload].bare));
    figure(`ratio.throughput.${workload}`, rounded(ratio, 3), 'ratio', '>=0.95');
  }
}

const emptyTimes = () => Object.fromEntries(WORKLOADS.map((workload) => [workload, { product: [], bare: [] }]));

/** The quotient of each round, because two sides that ran one after the other had the same background load. */
const pairwise = (dividends, divisors) => dividends.map((value, index) => value / divisors[index]);

/** Both applications share the object that chooses the database role of a query. */
async function withRoles(used, work) {
  const { of } = rowLevelSecurity;
  if (!used) rowLevelSecurity.of = () => undefined;
  try {
    return await work();
  } finally {
    rowLevelSecurity.of = of;
  }
}

/** Each handles `records` records and returns its elapsed time in seconds and CPU time in milliseconds. */
const RUN = {
  /** Receives them and seals their audit entries. */
  async ingest(side, records) {
    const captured = await side.send.capture(records);
    return cost(side, async () => {
      await side.send.deliver(captured);
      await side.app.get(AuditSealer).seal();
    });
  },
  /** A reviewer reads what the page of each record shows, without its images, and gives a verdict. */
  async desk({ app, serverPid, dispatcher, processId, reviewer }, records) {
    await app.get(OutboxRelay).drain();
    await dispatcher.run(system, new AssignWorkload({ processId, reviewerId: reviewer.id, count: records }));
    const assigned = await dispatcher.ask(
      reviewer,
      new ListDeskRecords({ processId, mine: true, state: 'asignado', limit: records }),
    );
    if (assigned.length !== records) throw new Error(`${assigned.length} of ${records} records assigned`);
    const result = await cost({ serverPid }, async () => {
      for (const { supportId } of assigned) {
        await dispatcher.ask(reviewer, new ReviewRecord({ supportId }));
        await dispatcher.ask(reviewer, new GetDeskRecord({ supportId }));
        await dispatcher.run(reviewer, new GiveVerdict({ supportId, verdict: 'sin-inconsistencia' }));
      }
      await app.get(AuditSealer).seal();
    });
    await settle(app);
    return result;
  },
};

/** CPU time of this process, including the simulated devices, and of PostgreSQL. */
async function cost({ serverPid }, work) {
  const before = cpuSeconds() * 1000 + cpuMsWithChildren(serverPid);
  const seconds = await timed(work);
  return { seconds, cpu: cpuSeconds() * 1000 + cpuMsWithChildren(serverPid) - before };
}
