// Measures how fast received records are opened, checked, matched and classified, compared with only decoding the
// images at reduced size:
//   npm run bench -- verify [--records 300] [--runs 5] [--backlog 2000] [--seconds 20] [--people 60]
// One process is both web and worker, on an embedded PostgreSQL. Simulated devices send records over HTTP, each for the
// next person in turn: with a single person, every batch would reclassify all supports of that elector.
import { setTimeout as pause } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import sharp from 'sharp';
import { ConsumerRunner } from '../../src/kernel/jobs/consumer-runner.ts';
import { OutboxRelay } from '../../src/kernel/jobs/outbox-relay.ts';
import { withDemonstrationApp } from '../lib/demonstration-app.mjs';
import { cpuSeconds, sender, settle, undispatchedMessages } from '../lib/received-records.mjs';
import { median, option, quantile, rounded } from '../lib/statistics.mjs';
import { timed } from '../lib/verification-database.mjs';

export const description =
  'Verification: records per second per core, compared with decoding alone; a backlog; delay until the state is visible';

const CONSUMER = 'verification.verify-support';

export async function run({ figure, args }) {
  const [records, runs] = [option(args, 'records', 300), option(args, 'runs', 5)];
  const [backlog, seconds] = [option(args, 'backlog', 2000), option(args, 'seconds', 20)];
  await withDemonstrationApp(async (app) => {
    const send = await sender(app, option(args, 'people', 60));
    await compareWithDecode(figure, app, send, records, runs);
    await measureBacklog(figure, app, send, backlog);
    await measureDelay(figure, app, send, seconds);
  });
}

/** CPU seconds of this process per record, compared with decoding its images alone. */
async function compareWithDecode(figure, app, send, records, runs) {
  const runner = app.get(ConsumerRunner);
  const spent = { floor: [], product: [] };
  const rates = [];
  for (let run = -1; run < runs; run += 1) {
    await send(records);
    const messages = await undispatchedMessages(app);
    const startedAt = cpuSeconds();
    await decode(send.images, records);
    const decodedAt = cpuSeconds();
    const elapsed = await timed(async () => {
      const failures = await runner.runBatch(CONSUMER, messages);
      if (failures.size > 0) throw [...failures.values()][0];
    });
    await settle(app);
    if (run < 0) continue;
    spent.floor.push((decodedAt - startedAt) / records);
    spent.product.push((cpuSeconds() - decodedAt) / records);
    rates.push(records / elapsed);
  }
  figure('perSecondPerCore.floor', rounded(1 / median(spent.floor), 1), 'records/s');
  figure('perSecondPerCore.product', rounded(1 / median(spent.product), 1), 'records/s');
  figure('ratioToDecode', rounded(median(spent.floor) / median(spent.product)), 'ratio', '>=0.6');
  figure('perSecond.oneConsumer', rounded(median(rates), 1), 'records/s');
}

async function decode(images, records) {
  const queue = Array.from({ length: records * 4 }, (_, index) => images[index % images.length]);
  const worker = async () => {
    for (let bytes = queue.pop(); bytes !== undefined; bytes = queue.pop()) {
      await sharp(bytes).resize(480, 480, { fit: 'inside', withoutEnlargement: true }).raw().toBuffer();
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

/** Measures how fast a backlog is verified, oldest first, while more records are received. */
async function measureBacklog(figure, app, send, backlog) {
  await send(backlog);
  const verified = () => count(app, `select count(*)::int as n from verification.support where state = 'verified'`);
  const before = await verified();
  let running = true;
  const meanwhile = (async () => {
    let more = 0;
    while (running) more += await send(4);
    return more;
  })();
  const elapsed = await timed(async () => {
    app.get(OutboxRelay).start();
    while ((await verified()) - before < backlog) await pause(100);
  });
  running = false;
  figure('backlog.receivedMeanwhile', await meanwhile, 'records');
  figure('backlog.drained', rounded(backlog / elapsed, 1), 'records/s');
  const open =
    'select count(*)::int as n from kernel.outbox_message where dispatched_at is null and quarantined_at is null';
  while ((await count(app, open)) > 0) await pause(100);
}

/** Measures, below capacity, the time from the durable receipt of a record until its state is visible. */
async function measureDelay(figure, app, send, seconds) {
  const em = app.get(EntityManager).fork();
  const until = Date.now() + seconds * 1000;
  const since = new Date();
  let running = true;
  const seen = new Map();
  const watcher = (async () => {
    while (running) {
      const rows = await em.execute(
        `select id, to_json(received_at) #>> '{}' as at from verification.support where state = 'verified' and received_at >= ?`,
        [since],
      );
      const now = Date.now();
      for (const { id, at } of rows) if (!seen.has(id)) seen.set(id, now - Date.parse(at));
      await pause(50);
    }
  })();
  let sent = 0;
  while (Date.now() < until) {
    sent += await send(2);
    await pause(250);
  }
  while (seen.size < sent && Date.now() < until + 30_000) await pause(50);
  running = false;
  await watcher;
  figure('delay.records', sent, 'records');
  figure('delay.missing', sent - seen.size, 'records', '=0');
  figure('delay.p50', rounded(quantile([...seen.values()], 0.5), 0), 'ms');
  figure('delay.p95', rounded(quantile([...seen.values()], 0.95), 0), 'ms', '<5000');
}

async function count(app, sql) {
  return (await app.get(EntityManager).fork().execute(sql))[0].n;
}
