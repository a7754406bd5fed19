// How fast received records are opened, looked at, matched and judged, against a bare reduced decode of the same images.
//   npm run bench -- verify [--records 300] [--runs 5] [--backlog 2000] [--seconds 20]
// One process is web and worker at once, on an embedded PostgreSQL; records come from simulated devices over HTTP.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EntityManager } from '@mikro-orm/postgresql';
import sharp from 'sharp';
import { startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { createApp, migrate } from '../../src/app.ts';
import { SignInTickets } from '../../src/contexts/auxiliaries/index.ts';
import { SystemClock } from '../../src/kernel/clock/clock.ts';
import { loadConfig } from '../../src/kernel/config/config.ts';
import { ConsumerRunner } from '../../src/kernel/jobs/consumer-runner.ts';
import { OutboxRelay } from '../../src/kernel/jobs/outbox-relay.ts';
import { seedFoundation } from '../../src/demonstration/index.ts';
import {
  credentialBack,
  credentialFront,
  findPerson,
  livePhoto,
  signatureImage,
} from '../../src/demonstration/builders/index.ts';
import { SimulatedDevice } from '../../src/load/device/simulated-device.ts';
import { subjectOf } from '../../src/demonstration/oauth-provider/index.ts';
import { preparePractice } from '../../src/demonstration/seed/practice.ts';
import { median, option, quantile, rounded } from '../lib/statistics.mjs';
import { timed } from '../lib/verification-database.mjs';

export const description =
  'Verification: records a second and core against a bare decode, a backlog drained, the delay until a state shows';

const CONSUMER = 'verification.verify-support';
const LANES = 2;

export async function run({ figure, args }) {
  const [records, runs] = [option(args, 'records', 300), option(args, 'runs', 5)];
  const [backlog, seconds] = [option(args, 'backlog', 2000), option(args, 'seconds', 20)];
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres') });
  const app = await createApp(
    loadConfig({
      MODE: 'demonstration',
      PORT: '0',
      DATABASE_URL: postgres.url,
      DATA_DIR: join(folder, 'data'),
      KEK: Buffer.alloc(32, 7).toString('base64'),
      SMTP_URL: 'smtp://127.0.0.1:1',
    }),
  );
  try {
    await migrate(app);
    await app.init();
    await seedFoundation(app, { electors: 4000 });
    const send = await sender(app);
    await againstDecode(figure, app, send, records, runs);
    await drained(figure, app, send, backlog);
    await delay(figure, app, send, seconds);
  } finally {
    await app.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const processor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Processor seconds of this process: what ours spends on a record beside what decoding its images alone would take. */
async function againstDecode(figure, app, send, records, runs) {
  const runner = app.get(ConsumerRunner);
  const spent = { floor: [], ours: [] };
  const took = [];
  for (let nth = -1; nth < runs; nth += 1) {
    await send(records);
    const messages = await waiting(app);
    const begun = processor();
    await decode(send.images, records);
    const decoded = processor();
    const elapsed = await timed(async () => {
      const failures = await runner.runBatch(CONSUMER, messages);
      if (failures.size > 0) throw [...failures.values()][0];
    });
    await settle(app);
    if (nth < 0) continue;
    spent.floor.push((decoded - begun) / records);
    spent.ours.push((processor() - decoded) / records);
    took.push(records / elapsed);
  }
  figure('perSecondAndCore.floor', rounded(1 / median(spent.floor), 1), 'records/s');
  figure('perSecondAndCore.ours', rounded(1 / median(spent.ours), 1), 'records/s');
  figure('ratioToDecode', rounded(median(spent.floor) / median(spent.ours)), 'ratio', '>=0.6');
  figure('perSecond.oneConsumer', rounded(median(took), 1), 'records/s');
}

async function decode(images, records) {
  const queue = Array.from({ length: records }, () => images).flat();
  const worker = async () => {
    for (let bytes = queue.pop(); bytes !== undefined; bytes = queue.pop()) {
      await sharp(bytes).resize(480, 480, { fit: 'inside', withoutEnlargement: true }).raw().toBuffer();
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

/** Everything that hangs on a reception, while receptions go on. */
async function drained(figure, app, send, backlog) {
  await send(backlog);
  const relay = app.get(OutboxRelay);
  let going = true;
  const meanwhile = (async () => {
    let more = 0;
    while (going) more += await send(4);
    return more;
  })();
  const verified = () => count(app, `select count(*)::int as n from verification.support where state = 'verified'`);
  const before = await verified();
  const elapsed = await timed(async () => {
    while ((await verified()) - before < backlog) await relay.drain(LANES);
  });
  going = false;
  figure('backlog.receivedMeanwhile', await meanwhile, 'records');
  figure('backlog.drained', rounded(backlog / elapsed, 1), 'records/s');
  await relay.drain(LANES);
}

/** At half of what it can do: from the durable reception until the state of the record can be seen. */
async function delay(figure, app, send, seconds) {
  const relay = app.get(OutboxRelay);
  relay.start();
  const em = app.get(EntityManager).fork();
  const until = Date.now() + seconds * 1000;
  const since = new Date();
  let going = true;
  const seen = new Map();
  const watcher = (async () => {
    while (going) {
      const rows = await em.execute(
        `select id, to_json(received_at) #>> '{}' as at from verification.support where state = 'verified' and received_at >= ?`,
        [since],
      );
      const now = Date.now();
      for (const { id, at } of rows) if (!seen.has(id)) seen.set(id, now - Date.parse(at));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  let sent = 0;
  while (Date.now() < until) {
    sent += await send(2);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  while (seen.size < sent && Date.now() < until + 30_000) await new Promise((resolve) => setTimeout(resolve, 50));
  going = false;
  await watcher;
  figure('delay.records', sent, 'records');
  figure('delay.unseen', sent - seen.size, 'records', '=0');
  figure('delay.p50', rounded(quantile([...seen.values()], 0.5), 0), 'ms');
  figure('delay.p95', rounded(quantile([...seen.values()], 0.95), 0), 'ms', '<5000');
}

async function count(app, sql) {
  return (await app.get(EntityManager).fork().execute(sql))[0].n;
}

async function waiting(app) {
  const rows = await app
    .get(EntityManager)
    .fork()
    .execute(
      `select id, type, version, payload, occurred_at, correlation_id from kernel.outbox_message
       where type = 'intake.support-received' and dispatched_at is null`,
    );
  return rows.map(({ occurred_at, correlation_id, ...row }) => ({
    ...row,
    occurredAt: new Date(occurred_at),
    correlationId: correlation_id,
  }));
}

/** What hangs on these receptions besides is another measure's. */
async function settle(app) {
  await app
    .get(EntityManager)
    .fork()
    .execute('update kernel.outbox_message set dispatched_at = now(), settled_at = now() where dispatched_at is null');
}

/** Sends so many records of one card, as large as a phone makes them. */
async function sender(app) {
  await app.listen(0, '127.0.0.1');
  const server = `http://127.0.0.1:${app.getHttpServer().address().port}`;
  const person = findPerson((one) => one.registryStatus === 'lista-nominal' && one.entidad === '22');
  const large = (bytes, width) => sharp(bytes).resize(width).jpeg({ quality: 92 }).toBuffer();
  const images = [
    await large(await credentialFront(person), 1600),
    await large(await credentialBack(person), 1600),
    await large(await livePhoto(person), 1080),
    await signatureImage(person),
  ];
  const names = ['anverso', 'reverso', 'fotografia-viva', 'firma'];
  const parts = names.map((name, at) => ({
    name,
    mime: name === 'firma' ? 'image/png' : 'image/jpeg',
    bytes: images[at],
  }));
  const { cic, identificadorCiudadano, claveElector, ocr } = person;
  const { idProceso, auxiliaries } = await preparePractice(app);
  const devices = [];
  for (const { email, idAuxiliar } of auxiliaries) {
    const identity = { provider: 'google', subject: subjectOf('google', email), email };
    const { ticket } = await app.get(SignInTickets).issue(identity);
    devices.push(await SimulatedDevice.enrol(server, new SystemClock(), { ticket, idProceso, idAuxiliar, parts }));
  }
  await settle(app);
  let turn = 0;
  const send = async (records) => {
    const one = async () => {
      const device = devices[(turn += 1) % devices.length];
      const fieldsRead = { cic, identificadorCiudadano, claveElector, ocr };
      await device.send(await device.capture({ credentialType: 'G', parts, fieldsRead, fieldsTyped: {} }));
    };
    for (let sent = 0; sent < records; sent += 4) {
      await Promise.all(Array.from({ length: Math.min(4, records - sent) }, one));
    }
    return records;
  };
  return Object.assign(send, { images });
}
