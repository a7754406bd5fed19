// npm run fuzz [-- --cases 100000] [--seed N] [--only INDEX] [--json]
// Sends invalid supports, announcements, leases and enrolments to the web process. No request may cause a server error,
// hang, or leak memory; after every 500 cases a valid record must be received. Then it sends valid records that contain
// decompression bombs, which verification must survive. A failing case is minimized and written to a file.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrls, removePostgres, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { residentMb } from '../../bench/lib/program.mjs';
import { option } from '../chaos/lib.mjs';
import { decodeContainer } from '../chaos/container.mjs';
import { bombs } from './bombs.mjs';
import { compose, plan } from './cases.mjs';
import { closeAll, exchange, rawExchange } from './exchange.mjs';

register('../../bench/lib/typescript-hook.mjs', import.meta.url);
const { encodeContainer } = await import('../../src/electoral/wire/index.ts');
const { SystemClock } = await import('../../src/kernel/clock/clock.ts');
const { generateP256KeyPair, signJwsP256, signP256 } = await import('../../src/kernel/crypto/key-pair.ts');
const { randomBuffer } = await import('../../src/kernel/crypto/random.ts');
const { sealRecord } = await import('../../src/load/device/seal-record.ts');
const { SimulatedDevice } = await import('../../src/load/device/simulated-device.ts');

const cases = Number(option('cases', '100000'));
const seed = Number(option('seed', String(Math.floor(Math.random() * 1e6))));
const only = option('only', undefined);
const json = process.argv.includes('--json');
const CONCURRENCY = 8;
/** A new valid record is used as the base of the mutations after this many cases. */
const CASES_PER_RECORD = 40;
/** An unchanged valid record is sent after this many cases. */
const CASES_PER_VALID_SEND = 500;
/** Maximum growth of the resident memory since the first 1,000 cases. */
const MAX_GROWTH_MB = 250;
/** Maximum growth of the resident memory while bombs are verified. */
const MAX_BOMB_GROWTH_MB = 900;

const PARTS = { anverso: 1500, reverso: 1500, 'fotografia-viva': 900, firma: 300 };
const say = (line) => (json ? process.stderr : process.stdout).write(`${line}\n`);
const failures = [];
const statuses = {};

async function main() {
  say(`seed ${seed}, ${cases} cases`);
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-fuzz-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), durable: false });
  const server = await startServer(postgres.url, folder);
  try {
    return await fuzz(server);
  } finally {
    closeAll();
    server.child.kill('SIGTERM');
    if (server.child.exitCode === null && server.child.signalCode === null) await once(server.child, 'exit');
    await postgres.stop();
    removePostgres(join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fuzz(server) {
  const { port, enrolments } = server.ready;
  const url = `http://127.0.0.1:${port}`;
  const parts = Object.entries(PARTS).map(([name, size]) => ({ name, mime: 'image/jpeg', bytes: randomBuffer(size) }));
  const devices = [];
  for (const enrolment of enrolments) {
    const keys = await generateP256KeyPair();
    devices.push({ keys, device: await SimulatedDevice.enrol(url, new SystemClock(), { ...enrolment, parts, keys }) });
  }
  const makeValidRecord = async (nth, recordParts = parts) => {
    const { keys, device } = devices[nth % devices.length];
    const sealed = await device.capture({ credentialType: 'E', parts: recordParts, fieldsRead: {}, fieldsTyped: {} });
    const container = Buffer.from(sealed.container);
    const { signed } = decodeContainer(container);
    const jweLength = container.readUInt32BE(12);
    const jwe = container.subarray(80 + signed.length, 80 + signed.length + jweLength).toString('latin1');
    return { ...sealed, container, jwe, keys, device, deviceId: device.lease.deviceId };
  };
  const tools = {
    ...{ encodeContainer, signP256, signJwsP256, otherKeys: await generateP256KeyPair(), validRecords: [] },
    ...(await startEnrolment(url, enrolments[0], parts)),
  };

  const startedAt = Date.now();
  let base;
  let [goodReceived, baseline, largest] = [0, undefined, 0];
  const run = async (planned) => {
    const made = await compose(planned, base, tools);
    const answer = made.raw ? await rawExchange(port, made.raw, made.options) : await exchange(port, made);
    const key = answer.status ?? `broken ${answer.broken}`;
    statuses[key] = (statuses[key] ?? 0) + 1;
    return { made, answer, fault: faultOf(made, answer) };
  };
  const from = only === undefined ? 0 : Number(only);
  const to = only === undefined ? cases : from + 1;
  let next = from;
  /** Runs cases until none is left; several runners work concurrently, so a slow case does not block the others. */
  const runner = async () => {
    while (next < to && failures.length <= 20) {
      const number = next;
      next += 1;
      if (base === undefined || number % CASES_PER_RECORD === 0) {
        base = await makeValidRecord(Math.floor(number / CASES_PER_RECORD));
        tools.validRecords = [...tools.validRecords.slice(-20), base];
      }
      const planned = plan(seed, number);
      const { made, fault } = await run(planned);
      if (fault) failures.push(await minimize(planned, made, fault, run));
      if (number % CASES_PER_VALID_SEND !== 0) continue;
      const fresh = await makeValidRecord(number);
      await fresh.device.send(fresh);
      goodReceived += 1;
      const resident = residentMb(server.child.pid);
      if (number >= 1000) baseline ??= resident;
      largest = Math.max(largest, resident);
      if (number % 10_000 === 0 && number > 0) say(`  ${number} cases, ${Math.round(resident)} MB`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, runner));
  const seconds = (Date.now() - startedAt) / 1000;
  const received = await server.request('received');
  const created = (statuses[201] ?? 0) + goodReceived;
  if (only === undefined) {
    // Enrolments and challenges also return 201, so there may be fewer rows than 201 responses, but never more.
    if (received > created) failures.push({ fault: `${received} rows, but only ${created} responses with status 201` });
    if (largest - (baseline ?? largest) > MAX_GROWTH_MB)
      failures.push({ fault: `memory grew from ${baseline} to ${largest} MB` });
  }
  const slow = only === undefined ? await slowClients(port, base, makeValidRecord) : {};
  const verified = only === undefined ? await verifyBombs(server, makeValidRecord) : {};
  const figures = {
    seed,
    cases: to - from,
    seconds: Math.round(seconds),
    perSecond: Math.round((to - from) / seconds),
    goodReceived,
    received,
  };
  return conclude({
    ...figures,
    statuses,
    baselineMb: Math.round(baseline ?? largest),
    largestMb: Math.round(largest),
    ...slow,
    ...verified,
  });
}

/** What is wrong with a response: a server error, no response, or an error without a usable code and detail. */
function faultOf(made, { status, headers, body, broken }) {
  if (status === undefined) {
    // The server may close the connection after invalid HTTP, or when it rejects a message before its end.
    const acceptable =
      made.raw !== undefined ||
      ['ECONNRESET', 'EPIPE', 'HPE_INVALID_CONSTANT', 'ERR_HTTP_INVALID_HEADER_VALUE'].includes(broken);
    return acceptable && broken !== 'no answer' ? undefined : `no answer (${broken})`;
  }
  if (status === 503) {
    return headers['retry-after'] ? undefined : '503 without Retry-After';
  }
  if (status >= 500) return `status ${status}: ${body.toString().slice(0, 200)}`;
  if (status >= 400 && !made.raw && made.method !== 'OPTIONS') {
    try {
      const { code, detail } = JSON.parse(body.toString());
      if (typeof code !== 'string' || typeof detail !== 'string') return `${status} without code and detail`;
      if (code === 'KERNEL.UNEXPECTED') return `${status} with KERNEL.UNEXPECTED`;
    } catch {
      return isFromHttpParser(status)
        ? undefined
        : `${status} without a problem document: ${body.toString().slice(0, 100)}`;
    }
  }
  return undefined;
}

/** Node's HTTP parser sends these without a body before the application sees the request. */
const isFromHttpParser = (status) => [400, 408, 413, 431].includes(status);

/** Removes steps while the case still fails, and writes its body to a file. */
async function minimize(planned, made, fault, run) {
  let smallest = planned;
  for (let at = 0; smallest.steps.length > 1 && at < smallest.steps.length;) {
    const steps = smallest.steps.filter((_, nth) => nth !== at);
    const tried = await run({ ...smallest, steps });
    if (tried.fault) {
      smallest = { ...smallest, steps };
      ({ made, fault } = tried);
    } else at += 1;
  }
  const file = join(tmpdir(), `apoyo-fuzz-${seed}-${planned.index}.bin`);
  writeFileSync(
    file,
    made.raw ? Buffer.concat(made.raw.map((piece) => Buffer.from(piece))) : Buffer.from(made.body ?? ''),
  );
  const { kind, steps, index } = smallest;
  const { method, path, headers } = made;
  return { index, kind, steps, fault, request: { method, path, headers }, file };
}

/** 200 clients that send a byte now and then must not block a valid upload. */
async function slowClients(port, base, makeValidRecord) {
  const start = `PUT /api/v1/supports/${base.folio} HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.apoyo-ciudadano.container.v1\r\nContent-Length: 5000\r\n\r\n`;
  const clients = Array.from({ length: 200 }, () =>
    rawExchange(port, [start.slice(0, 60), start.slice(60), ...Array.from({ length: 12 }, () => 'A')], {
      pause: 400,
      hangUp: true,
      patience: 15_000,
    }),
  );
  const fresh = await makeValidRecord(1);
  const startedAt = Date.now();
  await fresh.device.send(fresh);
  const milliseconds = Date.now() - startedAt;
  if (milliseconds > 5000)
    failures.push({ fault: `a valid record took ${milliseconds} ms while 200 slow clients were connected` });
  await Promise.all(clients);
  return { withSlowClientsMs: milliseconds };
}

async function verifyBombs(server, makeValidRecord) {
  const before = await server.request('memory');
  await server.request('verify');
  const names = Object.keys(bombs());
  const folios = [];
  for (const [name, bytes] of Object.entries(bombs())) {
    const part = (partName, image) => ({
      name: partName,
      mime: image === undefined ? 'image/jpeg' : 'image/png',
      bytes: image ?? randomBuffer(2000),
    });
    const parts = [part('anverso', bytes), part('reverso'), part('fotografia-viva', bytes), part('firma', bytes)];
    const record = await makeValidRecord(folios.length, parts);
    try {
      await record.device.send(record);
      folios.push(record.folio);
    } catch (error) {
      failures.push({ fault: `the record with the bomb '${name}' was not received: ${error.message}` });
    }
  }
  let largest = 0;
  const memoryWatch = setInterval(() => (largest = Math.max(largest, residentMb(server.child.pid))), 50);
  const startedAt = Date.now();
  const verified = server.request('verify');
  // Intake must still accept records during verification.
  const fresh = await makeValidRecord(0);
  await fresh.device.send(fresh);
  const intakeMs = Date.now() - startedAt;
  await verified;
  await server.request('verify');
  clearInterval(memoryWatch);
  const seconds = (Date.now() - startedAt) / 1000;
  const states = await server.request('states');
  const open = states.filter(({ state }) => state === 'received');
  if (open.length > 0) failures.push({ fault: `${open.length} records were not verified` });
  if (seconds > 120) failures.push({ fault: `verifying the bombs took ${seconds} s` });
  if (largest - before.rss > MAX_BOMB_GROWTH_MB)
    failures.push({ fault: `verifying the bombs took ${Math.round(largest - before.rss)} MB` });
  return {
    bombs: names.length,
    bombSeconds: Number(seconds.toFixed(1)),
    bombMb: Math.round(largest - before.rss),
    intakeMs,
  };
}

async function startEnrolment(url, { ticket, idProceso, idAuxiliar }, parts) {
  const answer = await fetch(`${url}/api/v1/enrolments/challenge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ticket}`, 'content-type': 'application/json' },
    body: JSON.stringify({ idProceso, idAuxiliar }),
  });
  const challenge = await answer.json();
  const keys = await generateP256KeyPair();
  const { verifyJws } = await import('../../src/kernel/crypto/signing.ts');
  const root = await (await fetch(`${url}/app/root.jwk.json`)).json();
  const { intake } = await verifyJws(root, await (await fetch(`${url}/api/v1/keys`)).text());
  const { container } = await sealRecord(
    keys,
    intake,
    {
      ...{
        version: 1,
        kind: 'enrolment',
        processId: challenge.processId,
        deviceId: crypto.randomUUID(),
        appVersion: '0.1.0',
        attestation: '',
      },
      enrolment: { challenge: challenge.challenge, devicePublicJwk: keys.publicJwk },
    },
    { id: challenge.challenge, parts, data: { fieldsRead: {}, fieldsTyped: {} } },
  );
  return { challenge, enrolment: { ticket, idProceso, idAuxiliar, container: Buffer.from(container) } };
}

async function startServer(databaseUrl, folder) {
  const child = fork(join(import.meta.dirname, 'server.mjs'), {
    env: {
      PATH: process.env.PATH,
      MODE: 'demonstration',
      PORT: '0',
      ...databaseUrls(databaseUrl),
      DATA_DIR: join(folder, 'data'),
      KEK: Buffer.alloc(32, 7).toString('base64'),
      // Two devices represent many.
      INTAKE_UPLOADS_PER_DEVICE: '64',
      SMTP_URL: 'smtp://127.0.0.1:1',
    },
    // Warnings about single messages would hide the figures.
    stdio: ['ignore', 'ignore', process.argv.includes('--logs') ? 'inherit' : 'ignore', 'ipc'],
  });
  child.once('exit', (code, signal) => {
    if (signal === 'SIGTERM' || code === 0) return;
    say(`the server exited: ${code ?? signal}`);
    process.exit(1);
  });
  const [ready] = await once(child, 'message');
  let number = 0;
  const request = (action) =>
    new Promise((done, failed) => {
      const id = (number += 1);
      const listen = (message) => {
        if (message.id !== id) return;
        child.off('message', listen);
        if (message.error) failed(new Error(message.error));
        else done(message.answer);
      };
      child.on('message', listen);
      child.send({ id, action });
    });
  return { child, ready, request };
}

function conclude(figures) {
  if (json) process.stdout.write(`${JSON.stringify({ ...figures, failures })}\n`);
  for (const [name, value] of Object.entries(figures))
    say(`${name.padEnd(22)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  for (const failure of failures) say(`✖ ${JSON.stringify(failure)}`);
  say(failures.length === 0 ? 'No case failed.' : `${failures.length} failed; to repeat: --seed ${seed} --only INDEX`);
  return failures.length === 0 ? 0 : 1;
}

process.exitCode = await main();
