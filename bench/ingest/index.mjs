// Measures how fast records of 820 KB are received, compared with the minimum work on the same disk and database:
//   npm run bench -- ingest [--runs 5] [--records 120] [--minutes 0]
// Runs alternate (floor, product, floor, …). Then records are sent at concurrency 4 for `--minutes` to measure memory.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrls, DEDICATED_SERVER_SETTINGS, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { CONTAINER_TYPE } from '../../src/electoral/wire/index.ts';
import { SimulatedDevice } from '../../src/load/device/simulated-device.ts';
import { SystemClock } from '../../src/kernel/clock/clock.ts';
import { randomBuffer } from '../../src/kernel/crypto/random.ts';
import { cpuMs, residentMb, startProgram } from '../lib/program.mjs';
import { median, option, quantile, rounded } from '../lib/statistics.mjs';
import pg from 'pg';

export const description = 'Receiving 820 KB records, compared with a floor: ratio, p99, CPU time per record, memory';

/** Warm-up runs of both servers; the first ones also create the store's folders. */
const [INITIAL_WARMUP_RUNS, WARMUP_RUNS] = [8, 3];
const CONCURRENCIES = [1, 4, 16];
/** Same value as for the web process in compose.yaml; used for both servers. */
const UV_THREADPOOL_SIZE = '16';
const PARTS = { anverso: 300_000, reverso: 300_000, 'fotografia-viva': 200_000, firma: 20_000 };

export async function run({ figure, args }) {
  const [runs, records, minutes] = [option(args, 'runs', 5), option(args, 'records', 120), option(args, 'minutes', 0)];
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), more: DEDICATED_SERVER_SETTINGS });
  const stops = [() => postgres.stop()];
  try {
    const floor = await floorServer(postgres.url, folder);
    stops.push(floor.stop);
    const product = await productServer(postgres.url, folder);
    stops.push(product.stop);
    for (const [index, concurrency] of CONCURRENCIES.entries()) {
      const warmupRuns = index === 0 ? INITIAL_WARMUP_RUNS : WARMUP_RUNS;
      await compare(figure, { floor, product, concurrency, warmupRuns, runs, records });
    }
    if (minutes > 0) await memory(figure, product, minutes);
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(figure, { floor, product, concurrency, warmupRuns, runs, records }) {
  const rates = { floor: [], product: [] };
  const times = { floor: [], product: [] };
  const cost = { floor: [], product: [] };
  for (let run = -warmupRuns; run < runs; run += 1) {
    for (const [name, server] of Object.entries({ floor, product })) {
      const bodies = await server.bodies(records);
      const before = cpuMs(server.pid);
      const { perSecond, milliseconds } = await send(server, bodies, concurrency);
      if (run < 0) continue;
      rates[name].push(perSecond);
      times[name].push(...milliseconds);
      cost[name].push((cpuMs(server.pid) - before) / records);
    }
  }
  const c = `c${concurrency}`;
  figure(`recordsPerSecond.floor.${c}`, rounded(median(rates.floor), 1), 'records/s');
  figure(`recordsPerSecond.product.${c}`, rounded(median(rates.product), 1), 'records/s');
  figure(`ratioToFloor.${c}`, rounded(median(rates.product) / median(rates.floor)), 'ratio', '>=0.8');
  const [p50, p99] = [quantile(times.product, 0.5), quantile(times.product, 0.99)];
  figure(`p50.${c}`, rounded(p50, 1), 'ms');
  figure(`p99.${c}`, rounded(p99, 1), 'ms');
  figure(`p99ToP50.${c}`, rounded(p99 / p50), 'ratio', '<4');
  figure(`cpuPerRecord.floor.${c}`, rounded(median(cost.floor)), 'ms');
  figure(`cpuPerRecord.product.${c}`, rounded(median(cost.product)), 'ms');
}

/** Memory is flat if the median of the second half is at most a tenth above that of the first half. */
async function memory(figure, product, minutes) {
  const until = performance.now() + minutes * 60_000;
  const samples = [];
  let received = 0;
  while (performance.now() < until) {
    const bodies = await product.bodies(100);
    await send(product, bodies, 4);
    received += bodies.length;
    samples.push(residentMb(product.pid));
  }
  const half = Math.floor(samples.length / 2);
  figure('memory.records', received, 'records');
  figure('memory.largest', rounded(Math.max(...samples), 0), 'MB');
  figure(
    'memory.secondHalfToFirst',
    rounded(median(samples.slice(half)) / median(samples.slice(0, half))),
    'ratio',
    '<=1.1',
  );
}

async function floorServer(postgresUrl, folder) {
  const { startInfo, stop } = await startProgram(join(import.meta.dirname, 'floor.mjs'), {
    PATH: process.env.PATH,
    UV_THREADPOOL_SIZE,
    DATABASE_URL: await database(postgresUrl, 'floor'),
    FOLDER: join(folder, 'floor'),
  });
  const content = randomBuffer(Object.values(PARTS).reduce((sum, size) => sum + size, 0));
  // Each record has different bytes, as in the product's runs: repeated bytes would stay in the processor's cache.
  const bodies = (count) => Array.from({ length: count }, () => ({ path: '/', content: Buffer.from(content) }));
  return { ...startInfo, stop, bodies };
}

export async function productServer(postgresUrl, folder) {
  const { startInfo, stop } = await startProgram(join(import.meta.dirname, 'product.mjs'), {
    PATH: process.env.PATH,
    MODE: 'demonstration',
    PORT: '0',
    UV_THREADPOOL_SIZE,
    ...databaseUrls(await database(postgresUrl, 'product')),
    DATA_DIR: join(folder, 'product'),
    KEK: Buffer.alloc(32, 7).toString('base64'),
    // Two devices represent many.
    INTAKE_UPLOADS_PER_DEVICE: '64',
    SMTP_URL: 'smtp://127.0.0.1:1',
  });
  const parts = Object.entries(PARTS).map(([name, size]) => ({ name, mime: 'image/jpeg', bytes: randomBuffer(size) }));
  const devices = [];
  for (const enrolment of startInfo.enrolments) {
    const server = `http://127.0.0.1:${startInfo.port}`;
    devices.push(await SimulatedDevice.enrol(server, new SystemClock(), { ...enrolment, parts }));
  }
  const bodies = async (count) => {
    const records = [];
    for (let index = 0; index < count; index += 1) {
      const device = devices[index % devices.length];
      const capture = { credentialType: 'E', parts, fieldsRead: {}, fieldsTyped: {} };
      const { folio, container } = await device.capture(capture);
      records.push({ path: `/api/v1/supports/${folio}`, content: container });
    }
    return records;
  };
  return { ...startInfo, stop, bodies };
}

async function database(postgresUrl, name) {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * Sends all bodies with the given concurrency.
 * @throws Error if one is not received.
 */
export async function send({ port }, bodies, concurrency) {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const queue = [...bodies];
  const milliseconds = [];
  const sender = async () => {
    for (let body = queue.pop(); body !== undefined; body = queue.pop()) {
      const startedAt = performance.now();
      await put(agent, port, body);
      milliseconds.push(performance.now() - startedAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, sender));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  return { perSecond: bodies.length / seconds, milliseconds };
}

function put(agent, port, { path, content }) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': CONTAINER_TYPE, 'content-length': content.length };
    const sent = request({ host: '127.0.0.1', port, path, method: 'PUT', agent, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () =>
        answer.statusCode === 201 ? resolve() : reject(new Error(`${answer.statusCode} ${text}`)),
      );
    });
    sent.once('error', reject);
    sent.end(content);
  });
}
