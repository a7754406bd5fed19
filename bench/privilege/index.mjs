// Measures what signed seals, MACs of audit entries, row digests, database roles and row-level security together cost
// when records are received and reviewed, compared in the same run with the product without them:
//   npm run bench -- privilege [--records 12] [--rounds 60] [--people 20] [--remove signatures,macs,digests,roles]
// Two applications, each a process with its own PostgreSQL, work in turn. `bare` lacks the protections that `--remove`
// names: its seals or entries are not signed, its protected tables have no triggers, or it connects as a superuser, for
// whom no policy applies. With `--remove nothing` the two are identical, which shows the bias of the benchmark.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { median, option, rounded } from '../lib/statistics.mjs';

export const description =
  'Signed audit trail, row digests, database roles and row-level security: cost for intake and control desk';

const PROTECTIONS = ['signatures', 'macs', 'digests', 'roles'];
const SIDES = ['product', 'bare'];
/** Rounds between two seals. */
const BLOCK = 10;

export async function run({ figure, args }) {
  const [records, rounds] = [option(args, 'records', 12), option(args, 'rounds', 60)];
  const people = option(args, 'people', 20);
  const sides = {};
  try {
    sides.product = await startSide(people, []);
    sides.bare = await startSide(people, removedBy(args));
    await measure(figure, sides, records, rounds);
  } finally {
    await Promise.all(Object.values(sides).map(({ stop }) => stop()));
  }
}

function removedBy(args) {
  const at = args.indexOf('--remove');
  if (at < 0) return PROTECTIONS;
  const names = args[at + 1] === 'nothing' ? [] : args[at + 1].split(',');
  const unknown = names.filter((name) => !PROTECTIONS.includes(name));
  if (unknown.length > 0) throw new Error(`--remove knows ${PROTECTIONS.join(', ')}, not ${unknown.join(', ')}`);
  return names;
}

async function startSide(people, removed) {
  const child = fork(join(import.meta.dirname, 'side.mjs'), [String(people), ...removed], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit').then(() => Promise.reject(new Error('an application exited')));
  exited.catch(() => undefined);
  const answer = async () => (await Promise.race([once(child, 'message'), exited]))[0];
  await answer();
  return {
    async work(work, records) {
      child.send({ work, records });
      const result = await answer();
      if (result.failed) throw new Error(result.failed);
      return result;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.send('stop');
      await exited.catch(() => undefined);
    },
  };
}

/** Short rounds, so that both sides have the same other load. The audit trail is sealed after each block of rounds. */
async function measure(figure, sides, records, rounds) {
  for (const workload of ['ingest', 'desk']) {
    const costs = { product: emptyCosts(), bare: emptyCosts() };
    // The first block warms up both sides.
    for (let round = -BLOCK; round < rounds; round += 1) {
      const order = round % 2 === 0 ? SIDES : [...SIDES].reverse();
      for (const side of order) {
        const spent = await sides[side].work(workload, records);
        if (round >= 0) add(costs[side].records, spent, records);
      }
      if ((round + 1) % BLOCK !== 0) continue;
      for (const side of order) {
        const spent = await sides[side].work('seal', 0);
        if (round >= 0) add(costs[side].seals, spent, records * BLOCK);
      }
    }
    const perRecord = Object.fromEntries(SIDES.map((side) => [side, costOfRecord(costs[side])]));
    for (const side of SIDES) {
      figure(`cpu.${workload}.${side}`, rounded(perRecord[side].cpu), 'ms');
      figure(`perSecond.${workload}.${side}`, rounded(1 / perRecord[side].seconds, 1), 'records/s');
    }
    const { product, bare } = perRecord;
    figure(`ratio.cpu.${workload}`, rounded(bare.cpu / product.cpu, 3), 'ratio');
    figure(`ratio.throughput.${workload}`, rounded(bare.seconds / product.seconds, 3), 'ratio', '>=0.95');
  }
}

const emptyCosts = () => ({ records: { cpu: [], seconds: [] }, seals: { cpu: [], seconds: [] } });

function add(costs, { cpu, seconds }, records) {
  costs.cpu.push(cpu / records);
  costs.seconds.push(seconds / records);
}

/** CPU time in milliseconds and elapsed time in seconds of one record and its share of a seal. */
function costOfRecord({ records, seals }) {
  return {
    cpu: median(records.cpu) + median(seals.cpu),
    seconds: median(records.seconds) + median(seals.seconds),
  };
}
