// npm run fuzz [-- --cases 100000] [--seed N] [--only INDEX] [--json]
// Throws spoilt messages at the web process: supports, announcements, leases, enrolments. Nothing may be answered with a fault of
// the server, hang, or make it grow; after each five hundred a good record must be received as ever. Then come records that are
// well made and hold bombs, and verification has to get through them. A case that fails is made as small as it fails, and kept.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removePostgres, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { residentMb } from '../../bench/lib/program.mjs';
import { option } from '../chaos/lib.mjs';
import { decodeContainer } from '../chaos/container.mjs';
import { bombs } from './bombs.mjs';
import { compose, plan } from './cases.mjs';
import { closeAll, exchange, rawExchange } from './exchange.mjs';

register('../../bench/lib/typescript-hook.mjs', import.meta.url);
const { encodeContainer } = await import('../../src/electoral/wire/index.ts');
const { SystemClock } = await import('../../src/kernel/clock/clock.ts');
const { generateDeviceKeyPair, signJwsP256, signP256 } = await import('../../src/kernel/crypto/key-pair.ts');
const { randomBuffer } = await import('../../src/kernel/crypto/random.ts');
const { sealRecord } = await import('../../src/load/device/seal-record.ts');
const { SimulatedDevice } = await import('../../src/load/device/simulated-device.ts');

const cases = Number(option('cases', '100000'));
const seed = Number(option('seed', String(Math.floor(Math.random() * 1e6))));
const only = option('only', undefined);
const json = process.argv.includes('--json');
const AT_ONCE = 8;
/** A new good record to spoil after so many cases. */
const FRESH = 40;
const GOOD_EVERY = 500;
/** By how much the process may grow over what it was after the first thousand cases. */
const MAY_GROW_MB = 250;
const BOMBS_MAY_TAKE_MB = 900;

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
  const { port, enrolments } = server.told;
  const url = `http://127.0.0.1:${port}`;
  const parts = Object.entries(PARTS).map(([name, size]) => ({ name, mime: 'image/jpeg', bytes: randomBuffer(size) }));
  const devices = [];
  for (const enrolment of enrolments) {
    const keys = await generateDeviceKeyPair();
    devices.push({ keys, device: await SimulatedDevice.enrol(url, new SystemClock(), { ...enrolment, parts, keys }) });
  }
  const makeGood = async (nth, own = parts) => {
    const { keys, device } = devices[nth % devices.length];
    const sealed = await device.capture({ credentialType: 'E', parts: own, fieldsRead: {}, fieldsTyped: {} });
    const container = Buffer.from(sealed.container);
    const { signed } = decodeContainer(container);
    const jweLength = container.readUInt32BE(12);
    const jwe = container.subarray(80 + signed.length, 80 + signed.length + jweLength).toString('latin1');
    return { ...sealed, container, jwe, keys, device, deviceId: device.lease.deviceId };
  };
  const tools = {
    ...{ encodeContainer, signP256, signJwsP256, stranger: await generateDeviceKeyPair(), goods: [] },
    ...(await begunEnrolment(url, enrolments[0], parts)),
  };

  const began = Date.now();
  let good;
  let [goodReceived, received, baseline, largest] = [0, 0, undefined, 0];
  const run = async (planned) => {
    const made = await compose(planned, good, tools);
    const answer = made.raw ? await rawExchange(port, made.raw, made.options) : await exchange(port, made);
    const key = answer.status ?? `broken ${answer.broken}`;
    statuses[key] = (statuses[key] ?? 0) + 1;
    return { made, answer, fault: faultOf(made, answer) };
  };
  const from = only === undefined ? 0 : Number(only);
  const to = only === undefined ? cases : from + 1;
  let next = from;
  /** Takes the next case as long as there is one; a slow one holds up nobody else. */
  const thrower = async () => {
    while (next < to && failures.length <= 20) {
      const number = next;
      next += 1;
      if (good === undefined || number % FRESH === 0) {
        good = await makeGood(Math.floor(number / FRESH));
        tools.goods = [...tools.goods.slice(-20), good];
      }
      const planned = plan(seed, number);
      const { made, fault } = await run(planned);
      if (fault) failures.push(await kept(planned, made, fault, run));
      if (number % GOOD_EVERY !== 0) continue;
      const fresh = await makeGood(number);
      await fresh.device.send(fresh);
      goodReceived += 1;
      const resident = residentMb(server.child.pid);
      if (number >= 1000) baseline ??= resident;
      largest = Math.max(largest, resident);
      if (number % 10_000 === 0 && number > 0) say(`  ${number} cases, ${Math.round(resident)} MB`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, thrower));
  const seconds = (Date.now() - began) / 1000;
  received = await server.ask('received');
  const created = (statuses[201] ?? 0) + goodReceived;
  if (only === undefined) {
    // Enrolments and challenges answer 201 as well, so the rows may be fewer; a row without a 201 may not be.
    if (received > created) failures.push({ fault: `${received} rows, but only ${created} answers 201` });
    if (largest - (baseline ?? largest) > MAY_GROW_MB)
      failures.push({ fault: `grew from ${baseline} to ${largest} MB` });
  }
  const slow = only === undefined ? await slowTalkers(port, good, makeGood) : {};
  const verified = only === undefined ? await verifyBombs(server, makeGood) : {};
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

/** What must never be said: a fault of the server, nothing at all, or an answer that nobody could act on. */
function faultOf(made, { status, headers, body, broken }) {
  if (status === undefined) {
    // A connection that is cut off by whoever spoke no HTTP, or whose message was refused before it had ended, is fair.
    const fair =
      made.raw !== undefined ||
      ['ECONNRESET', 'EPIPE', 'HPE_INVALID_CONSTANT', 'ERR_HTTP_INVALID_HEADER_VALUE'].includes(broken);
    return fair && broken !== 'no answer' ? undefined : `no answer (${broken})`;
  }
  if (status === 503) {
    return headers['retry-after'] ? undefined : '503 without Retry-After';
  }
  if (status >= 500) return `answered ${status}: ${body.toString().slice(0, 200)}`;
  if (status >= 400 && !made.raw && made.method !== 'OPTIONS') {
    try {
      const { code, detail } = JSON.parse(body.toString());
      if (typeof code !== 'string' || typeof detail !== 'string') return `${status} without code and sentence`;
      if (code === 'KERNEL.UNEXPECTED') return `${status} says that something unexpected happened`;
    } catch {
      return bareOfNode(status) ? undefined : `${status} that is no problem document: ${body.toString().slice(0, 100)}`;
    }
  }
  return undefined;
}

/** Node's own parser of HTTP answers these before anybody sees the request. */
const bareOfNode = (status) => [400, 408, 413, 431].includes(status);

/** The case with as few steps as still fail, and its octets where a person finds them. */
async function kept(planned, made, fault, run) {
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

/** Two hundred that send an octet now and then must keep nobody else out. */
async function slowTalkers(port, good, makeGood) {
  const start = `PUT /api/v1/supports/${good.folio} HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.apoyo-ciudadano.container.v1\r\nContent-Length: 5000\r\n\r\n`;
  const crawlers = Array.from({ length: 200 }, () =>
    rawExchange(port, [start.slice(0, 60), start.slice(60), ...Array.from({ length: 12 }, () => 'A')], {
      pause: 400,
      hangUp: true,
      patience: 15_000,
    }),
  );
  const fresh = await makeGood(1);
  const began = Date.now();
  await fresh.device.send(fresh);
  const milliseconds = Date.now() - began;
  if (milliseconds > 5000) failures.push({ fault: `a good record took ${milliseconds} ms beside 200 slow talkers` });
  await Promise.all(crawlers);
  return { besideSlowTalkersMs: milliseconds };
}

async function verifyBombs(server, makeGood) {
  const before = await server.ask('memory');
  await server.ask('verify');
  const names = Object.keys(bombs());
  const folios = [];
  for (const [name, bytes] of Object.entries(bombs())) {
    const part = (at, own) => ({
      name: at,
      mime: own === undefined ? 'image/jpeg' : 'image/png',
      bytes: own ?? randomBuffer(2000),
    });
    const parts = [part('anverso', bytes), part('reverso'), part('fotografia-viva', bytes), part('firma', bytes)];
    const record = await makeGood(folios.length, parts);
    try {
      await record.device.send(record);
      folios.push(record.folio);
    } catch (error) {
      failures.push({ fault: `the bomb '${name}' was not received: ${error.message}` });
    }
  }
  let largest = 0;
  const watching = setInterval(() => (largest = Math.max(largest, residentMb(server.child.pid))), 50);
  const began = Date.now();
  const worked = server.ask('verify');
  // While it works them, the door stays open.
  const fresh = await makeGood(0);
  await fresh.device.send(fresh);
  const doorMs = Date.now() - began;
  await worked;
  await server.ask('verify');
  clearInterval(watching);
  const seconds = (Date.now() - began) / 1000;
  const states = await server.ask('states');
  const open = states.filter(({ state }) => state === 'received');
  if (open.length > 0) failures.push({ fault: `${open.length} records were not worked to an end` });
  if (seconds > 120) failures.push({ fault: `the bombs took ${seconds} s` });
  if (largest - before.rss > BOMBS_MAY_TAKE_MB)
    failures.push({ fault: `the bombs took ${Math.round(largest - before.rss)} MB` });
  return {
    bombs: names.length,
    bombSeconds: Number(seconds.toFixed(1)),
    bombMb: Math.round(largest - before.rss),
    doorMs,
  };
}

async function begunEnrolment(url, { ticket, idProceso, idAuxiliar }, parts) {
  const answer = await fetch(`${url}/api/v1/enrolments/challenge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ticket}`, 'content-type': 'application/json' },
    body: JSON.stringify({ idProceso, idAuxiliar }),
  });
  const begun = await answer.json();
  const keys = await generateDeviceKeyPair();
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
        processId: begun.processId,
        deviceId: crypto.randomUUID(),
        appVersion: '0.1.0',
        attestation: '',
      },
      enrolment: { challenge: begun.challenge, devicePublicJwk: keys.publicJwk },
    },
    { id: begun.challenge, parts, data: { fieldsRead: {}, fieldsTyped: {} } },
  );
  return { begun, enrolment: { ticket, idProceso, idAuxiliar, container: Buffer.from(container) } };
}

async function startServer(databaseUrl, folder) {
  const child = fork(join(import.meta.dirname, 'server.mjs'), {
    env: {
      PATH: process.env.PATH,
      MODE: 'demonstration',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      DATA_DIR: join(folder, 'data'),
      KEK: Buffer.alloc(32, 7).toString('base64'),
      SMTP_URL: 'smtp://127.0.0.1:1',
    },
    // Warnings of single messages would drown the figures.
    stdio: ['ignore', 'ignore', process.argv.includes('--logs') ? 'inherit' : 'ignore', 'ipc'],
  });
  child.once('exit', (code, signal) => {
    if (signal === 'SIGTERM' || code === 0) return;
    say(`the server ended: ${code ?? signal}`);
    process.exit(1);
  });
  const [told] = await once(child, 'message');
  let number = 0;
  const ask = (question) =>
    new Promise((done, failed) => {
      const id = (number += 1);
      const listen = (message) => {
        if (message.id !== id) return;
        child.off('message', listen);
        if (message.error) failed(new Error(message.error));
        else done(message.answer);
      };
      child.on('message', listen);
      child.send({ id, ask: question });
    });
  return { child, told, ask };
}

function conclude(figures) {
  if (json) process.stdout.write(`${JSON.stringify({ ...figures, failures })}\n`);
  for (const [name, value] of Object.entries(figures))
    say(`${name.padEnd(22)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  for (const failure of failures) say(`✖ ${JSON.stringify(failure)}`);
  say(failures.length === 0 ? 'No case failed.' : `${failures.length} failed; once more: --seed ${seed} --only INDEX`);
  return failures.length === 0 ? 0 : 1;
}

process.exitCode = await main();
