// What signed seals, MACs of audit entries and messages, row digests, database roles and row-level security together
// cost where records are received and reviewed:
//   npm run bench -- privilege [--records 40] [--rounds 30] [--people 20] [--remove signatures,macs,digests,roles]
// `--only ingest`, `--only desk` or `--only data` measures one of the three; `data` is the desk without the images. One
// application works in turn with the protections and with those of `--remove` removed (`bare`). With `--remove nothing`
// both are identical, which shows the error of the benchmark. `protections` is the median difference of the two in the
// same round, and its error half the width of the 95 % confidence interval; the ratio is the cost without it to the
// cost with it.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { GetOfficialSession, ListOfficials, showWatermarked } from '../../src/contexts/accounts/index.ts';
import {
  AssignWorkload,
  GetDeskRecord,
  GetRecordImage,
  GiveVerdict,
  ListDeskRecords,
  ReviewRecord,
} from '../../src/contexts/control-desk/index.ts';
import { ListAllProcesses } from '../../src/contexts/processes/index.ts';
import { EVIDENCE_PARTS } from '../../src/contexts/verification/index.ts';
import { systemActor } from '../../src/kernel/access/actor.ts';
import { AuditSealer } from '../../src/kernel/audit/audit-sealer.ts';
import { OutboxRelay } from '../../src/kernel/jobs/outbox-relay.ts';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.ts';
import { withDemonstrationApp } from '../lib/demonstration-app.mjs';
import { postgresCpuMs } from '../lib/program.mjs';
import { cpuSeconds, sender, settle } from '../lib/received-records.mjs';
import { median, option, quantile, rounded } from '../lib/statistics.mjs';
import { timed } from '../lib/verification-database.mjs';
import { PROTECTIONS } from './protections.mjs';

export const description =
  'Signed audit trail, MACs, row digests, database roles and row-level security: cost for intake and control desk';

const system = systemActor('bench');
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const WORKLOADS = ['ingest', 'desk', 'data'];
/** Records that are not measured after each change of the protections; nor is the first quarter of the rounds. */
const WARM_UP = 4;
/** How many records the reviewer has, and reviews in turn, for each record of a round. */
const ASSIGNED = 3;

export async function run({ figure, args }) {
  const [records, rounds] = [option(args, 'records', 40), option(args, 'rounds', 30)];
  const removed = removedBy(args);
  const workloads = args.includes('--only') ? [args[args.indexOf('--only') + 1]] : WORKLOADS;
  await withDemonstrationApp(async (app, ownerUrl, serverPid) => {
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    try {
      const bench = await prepare(app, owner, serverPid, option(args, 'people', 20), removed);
      for (const workload of workloads) report(figure, workload, await measure(bench, workload, records, rounds));
    } finally {
      await owner.end();
    }
  });
}

function removedBy(args) {
  const known = Object.keys(PROTECTIONS);
  const at = args.indexOf('--remove');
  if (at < 0) return known;
  const names = args[at + 1] === 'nothing' ? [] : args[at + 1].split(',');
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`--remove knows ${known.join(', ')}, not ${unknown.join(', ')}`);
  return names;
}

async function prepare(app, owner, serverPid, people, removed) {
  const send = await sender(app, people);
  const dispatcher = app.get(Dispatcher);
  const [process] = await dispatcher.ask(system, new ListAllProcesses({}));
  const { rows } = await dispatcher.ask(system, new ListOfficials({ role: 'opl-reviewer', limit: 1 }));
  const { actor } = await dispatcher.ask(system, new GetOfficialSession({ accountId: rows[0].id }));
  const switches = [];
  for (const name of removed) switches.push(await PROTECTIONS[name](app, owner));
  return { app, owner, serverPid, send, dispatcher, processId: process.id, reviewer: actor, switches };
}

/** @returns the costs of each round on both sides. */
async function measure(bench, workload, records, rounds) {
  const costs = { product: [], bare: [] };
  if (workload !== 'ingest') bench.assigned = await assignRecords(bench, Math.max(ASSIGNED * records, WARM_UP));
  for (let round = -Math.ceil(rounds / 3); round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? ['product', 'bare'] : ['bare', 'product']) {
      for (const set of bench.switches) await set(side === 'bare');
      await RUN[workload](bench, WARM_UP);
      await bench.app.get(AuditSealer).seal();
      const spent = await RUN[workload](bench, records);
      await settle(bench.app);
      if (round >= 0) costs[side].push(spent);
    }
  }
  for (const set of bench.switches) await set(false);
  return costs;
}

function report(figure, workload, { product, bare }) {
  const compare = (of) => {
    const spent = median(product.map(of));
    const protections = product.map((one, round) => of(one) - of(bare[round]));
    return { spent, protections: median(protections), error: error(protections) };
  };
  for (const part of ['node', 'postgres']) {
    const cpu = compare((cost) => cost[part]);
    figure(`cpu.${workload}.${part}.product`, rounded(cpu.spent, 3), 'ms');
    figure(`cpu.${workload}.${part}.protections`, rounded(cpu.protections, 3), 'ms');
    figure(`cpu.${workload}.${part}.protections.error`, rounded(cpu.error, 3), 'ms');
  }
  const cpu = compare(({ node, postgres }) => node + postgres);
  // Nobody reviews a record without its images: that figure only shows the part that the protections affect.
  const goal = workload === 'data' ? undefined : '>=0.95';
  figure(`ratio.cpu.${workload}`, rounded(1 - cpu.protections / cpu.spent, 3), 'ratio', goal);
  figure(`ratio.cpu.${workload}.error`, rounded(cpu.error / cpu.spent, 3), 'ratio');
  const elapsed = compare(({ seconds }) => seconds);
  figure(`ratio.throughput.${workload}`, rounded(1 - elapsed.protections / elapsed.spent, 3), 'ratio');
}

/** Half the width of the 95 % confidence interval of the median, for values that are about normally distributed. */
function error(values) {
  const deviation = (quantile(values, 0.75) - quantile(values, 0.25)) / 1.349;
  return (1.96 * 1.253 * deviation) / Math.sqrt(values.length);
}

/** Each handles `records` records, seals the audit trail, and returns the cost of one record. */
const RUN = {
  async ingest(bench, records) {
    const captured = await bench.send.capture(records);
    return cost(bench, records, () => bench.send.deliver(captured));
  },
  /** A reviewer reads what the page of each record shows, with its images, and gives a verdict. */
  desk: (bench, records) => review(bench, records, true),
  data: (bench, records) => review(bench, records, false),
};

async function review(bench, records, withImages) {
  const reviewed = bench.assigned.splice(0, records);
  bench.assigned.push(...reviewed);
  const { dispatcher, reviewer } = bench;
  const image = (supportId, part) =>
    showWatermarked(reviewer.id, () => dispatcher.ask(reviewer, new GetRecordImage({ supportId, part })));
  const measured = await cost(bench, records, async () => {
    for (const { supportId } of reviewed) {
      await dispatcher.ask(reviewer, new ReviewRecord({ supportId }));
      const { version: seen } = await dispatcher.ask(reviewer, new GetDeskRecord({ supportId }));
      if (withImages) await Promise.all(EVIDENCE_PARTS.map((part) => image(supportId, part)));
      await dispatcher.run(reviewer, new GiveVerdict({ supportId, seen, verdict: 'sin-inconsistencia' }));
    }
  });
  await assignAgain(bench, reviewed);
  return measured;
}

/** Returns reviewed records to their reviewer. */
async function assignAgain({ owner }, records) {
  const ids = records.map(({ supportId }) => supportId);
  await owner.query(
    `update control_desk.record set state = 'asignado', reviewed_at = null where support_id = any($1::uuid[])`,
    [ids],
  );
}

/** Has the reviewer's records verified and assigned. */
async function assignRecords({ app, dispatcher, processId, reviewer, send }, count) {
  await send(count);
  await app.get(OutboxRelay).drain();
  await dispatcher.run(system, new AssignWorkload({ processId, reviewerId: reviewer.id, count }));
  const assigned = await dispatcher.ask(
    reviewer,
    new ListDeskRecords({ processId, mine: true, state: 'asignado', limit: count }),
  );
  if (assigned.length !== count) throw new Error(`${assigned.length} of ${count} records reached the reviewer`);
  return assigned;
}

/** Elapsed seconds and milliseconds of CPU time: of this process, simulated devices included, and of PostgreSQL. */
async function cost({ app, serverPid }, records, work) {
  // Otherwise one side may pay for the garbage of the other, such as the images of the records that were prepared.
  collectGarbage();
  const before = { node: cpuSeconds() * 1000, postgres: postgresCpuMs(serverPid) };
  const seconds = await timed(async () => {
    await work();
    await app.get(AuditSealer).seal();
  });
  return {
    seconds: seconds / records,
    node: (cpuSeconds() * 1000 - before.node) / records,
    postgres: (postgresCpuMs(serverPid) - before.postgres) / records,
  };
}
