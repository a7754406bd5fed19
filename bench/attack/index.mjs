// Measures how far anonymous clients can degrade the service: intake through stalled connections, readiness through
// sign-ins.
//   npm run bench -- attack [--runs 5] [--records 80] [--seconds 10]
// Intake runs alternate (quiet, attacked, quiet, …).
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEDICATED_SERVER_SETTINGS, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { CONTAINER_TYPE, composeFolio } from '../../src/electoral/wire/index.ts';
import { productServer, send } from '../ingest/index.mjs';
import { median, option, quantile, rounded } from '../lib/statistics.mjs';

export const description = 'Intake with 64 stalled connections, readiness with 200 anonymous sign-ins a second';

const STALLED = 64;
const SIGN_INS_PER_SECOND = 200;
const CONCURRENCY = 4;
/** Without `Origin`, because the server does not know its own port. */
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
const WARMUP_RUNS = 4;

export async function run({ figure, args }) {
  const [runs, records, seconds] = [option(args, 'runs', 5), option(args, 'records', 80), option(args, 'seconds', 10)];
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), more: DEDICATED_SERVER_SETTINGS });
  const stops = [() => postgres.stop()];
  try {
    const server = await productServer(postgres.url, folder);
    stops.push(server.stop);
    await measureIntake(figure, server, runs, records);
    await readiness(figure, server, seconds);
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIntake(figure, server, runs, records) {
  const rates = { quiet: [], attacked: [] };
  for (let run = -WARMUP_RUNS; run < runs; run += 1) {
    for (const kind of Object.keys(rates)) {
      const bodies = await server.bodies(records);
      const stop = kind === 'attacked' ? await stall(server.port) : () => undefined;
      const { perSecond } = await send(server, bodies, CONCURRENCY);
      stop();
      if (run >= 0) rates[kind].push(perSecond);
    }
  }
  figure('recordsPerSecond.quiet', rounded(median(rates.quiet), 1), 'records/s');
  figure('recordsPerSecond.attacked', rounded(median(rates.attacked), 1), 'records/s');
  figure('attackedToQuiet', rounded(median(rates.attacked) / median(rates.quiet)), 'ratio', '>=0.9');
}

/**
 * Keeps connections open on which two bytes of a record were sent, and replaces closed ones.
 * @returns a function that closes them.
 */
async function stall(port) {
  let isActive = true;
  const sockets = new Set();
  const open = () =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        if (isActive) void open();
      });
      const head = [
        `PUT /api/v1/supports/${composeFolio('7K2MD', 19)} HTTP/1.1`,
        'Host: localhost',
        `Content-Type: ${CONTAINER_TYPE}`,
        'Content-Length: 800000',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\nAP`, resolve);
    });
  await Promise.all(Array.from({ length: STALLED }, open));
  return () => {
    isActive = false;
    for (const socket of sockets) socket.destroy();
  };
}

async function readiness(figure, { port }, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const statuses = new Map();
  const pending = [];
  const waits = [];
  const until = performance.now() + seconds * 1000;
  const startedAt = performance.now();
  for (let sent = 0; performance.now() < until;) {
    for (const due = ((performance.now() - startedAt) / 1000) * SIGN_INS_PER_SECOND; sent < due; sent += 1) {
      const body = new URLSearchParams({
        cuenta: `nadie${sent}@ine.mx`,
        contrasena: 'equivocada equivocada',
      }).toString();
      const answered = ask(agent, { port, method: 'POST', path: '/admin/entrar', headers: FORM }, body);
      pending.push(answered.then((status) => statuses.set(status, (statuses.get(status) ?? 0) + 1)));
    }
    const askedAt = performance.now();
    await ask(undefined, { port, path: '/health/ready' });
    waits.push(performance.now() - askedAt);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await Promise.all(pending);
  agent.destroy();
  figure('signIns', pending.length, 'requests');
  for (const [status, count] of statuses) figure(`signIns.${status}`, count, 'requests');
  figure('ready.p50', rounded(quantile(waits, 0.5), 1), 'ms');
  figure('ready.p99', rounded(quantile(waits, 0.99), 1), 'ms', '<500');
}

/** @returns the HTTP status. */
function ask(agent, options, body) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', agent, ...options }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
