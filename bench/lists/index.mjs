// Response times of the back-office lists, over HTTP in a session, with a thousand and with a million auxiliaries.
//   npm run bench -- lists [--rounds 12] [--few 1000] [--many 1000000]
// Both servers run side by side and get requests in turn, so that other load on the machine affects both.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrls, DEDICATED_SERVER_SETTINGS, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { OFFICIALS, OFFICIALS_PASSWORD } from '../../src/demonstration/seed/officials.ts';
import { randomBuffer } from '../../src/kernel/crypto/random.ts';
import { startProgram } from '../lib/program.mjs';
import { median, option, quantile, rounded } from '../lib/statistics.mjs';
import { generatedId } from './fill.mjs';
import pg from 'pg';

export const description = 'Back-office lists with 1,000 and with 1,000,000 auxiliaries: p95, ratio';

const ROLES = ['opl-administrator', 'derfe-operator'];
const ASPIRANT = 3;
const AUXILIARY = 4;

/**
 * Requests for the first, last and middle page of each list, filtered, sorted, searched; `{deep}` is replaced by the
 * id of a row in the middle.
 */
const ADDRESSES = {
  aspirants: [
    ['aspirantes', ''],
    ['aspirantes', '?orden=-registro'],
    ['aspirantes', '?estado=draft'],
    ['aspirantes', '?estado=draft&orden=registro'],
    ['aspirantes', '?busca=persona%20a'],
    ['aspirantes', '?pagina=ultima'],
    ['aspirantes', '?orden=-registro&despues={deep}'],
  ],
  auxiliaries: [
    ['auxiliares', ''],
    ['auxiliares', '?orden=id'],
    ['auxiliares', '?orden=-id'],
    ['auxiliares', '?estado=enrolled'],
    ['auxiliares', '?estado=discharged'],
    ['auxiliares', '?estado=discharged&orden=id'],
    ['auxiliares', '?dispositivos=por-revisar'],
    ['auxiliares', '?proceso=00000000-0000-4000-8000-100000000022'],
    ['auxiliares', '?aspirante=00000000-0000-4000-8000-300000000002&orden=registro'],
    ['auxiliares', '?pagina=ultima'],
    ['auxiliares', '?despues={deep}'],
    ['auxiliares', '?antes={deep}&estado=enrolled'],
    ['auxiliares', '?orden=id&despues={deep}&estado=discharged'],
  ],
};

export async function run({ figure, args }) {
  const [rounds, few, many] = [option(args, 'rounds', 12), option(args, 'few', 1000), option(args, 'many', 1_000_000)];
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), more: DEDICATED_SERVER_SETTINGS });
  const stops = [() => postgres.stop()];
  try {
    const servers = {};
    for (const [name, auxiliaries] of Object.entries({ few, many })) {
      servers[name] = await server(postgres.url, join(folder, name), name, auxiliaries);
      stops.push(servers[name].stop);
    }
    for (const [list, addresses] of Object.entries(ADDRESSES)) await compare(figure, list, addresses, servers, rounds);
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(figure, list, addresses, servers, rounds) {
  const times = { few: [], many: [] };
  const byAddress = new Map();
  for (let round = -2; round < rounds; round += 1) {
    for (const role of ROLES) {
      for (const [catalogue, query] of addresses) {
        for (const [name, one] of Object.entries(servers)) {
          const elapsed = await one.request(role, catalogue, query);
          // Two warm-up rounds, which also encrypt the rows on the requested pages.
          if (round < 0) continue;
          times[name].push(elapsed);
          const key = `${role} ${catalogue}${query}`;
          const known = byAddress.get(key) ?? { few: [], many: [] };
          known[name].push(elapsed);
          byAddress.set(key, known);
        }
      }
    }
  }
  const [p95Few, p95Many] = [quantile(times.few, 0.95), quantile(times.many, 0.95)];
  figure(`p95.${list}.few`, rounded(p95Few, 1), 'ms');
  figure(`p95.${list}.many`, rounded(p95Many, 1), 'ms', '<150');
  figure(`p95Ratio.${list}`, rounded(p95Many / p95Few), 'ratio', '<=1.3');
  const worst = [...byAddress].sort(([, a], [, b]) => median(b.many) - median(a.many))[0];
  figure(`slowestMedian.${list}.few (${worst[0]})`, rounded(median(worst[1].few), 1), 'ms');
  figure(`slowestMedian.${list}.many (${worst[0]})`, rounded(median(worst[1].many), 1), 'ms');
}

async function server(postgresUrl, folder, name, auxiliaries) {
  const url = new URL(postgresUrl);
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  url.pathname = `/${name}`;
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const { stop } = await startProgram(join(import.meta.dirname, 'product.mjs'), {
    ...process.env,
    MODE: 'demonstration',
    PORT: String(port),
    ...databaseUrls(url.href),
    DATA_DIR: folder,
    KEK: randomBuffer(32).toString('base64'),
    SMTP_URL: 'smtp://127.0.0.1:1',
    BENCH_AUXILIARIES: String(auxiliaries),
  });
  const cookies = Object.fromEntries(await Promise.all(ROLES.map(async (role) => [role, await signIn(base, role)])));
  return {
    stop,
    async request(role, catalogue, query) {
      const deep =
        catalogue === 'aspirantes'
          ? generatedId(ASPIRANT, middle(Math.max(10, auxiliaries / 500)))
          : generatedId(AUXILIARY, middle(auxiliaries) + 1);
      const address = `${base}/admin/api/resources/${catalogue}/actions/list${query.replace('{deep}', deep)}`;
      const startedAt = performance.now();
      const answer = await fetch(address, { headers: { cookie: cookies[role] } });
      const text = await answer.text();
      const elapsed = performance.now() - startedAt;
      if (answer.status !== 200 || !text.includes('"rows":[{'))
        throw new Error(`${address}: ${answer.status} ${text.slice(0, 200)}`);
      return elapsed;
    },
  };
}

/**
 * The generated aspirants of the OPL under test have even numbers and their auxiliaries odd ones, so the middle must be
 * even.
 */
const middle = (count) => 2 * Math.floor(count / 4);

async function signIn(base, role) {
  const { account } = OFFICIALS.find((official) => official.role === role);
  const answer = await fetch(`${base}/admin/entrar`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: base },
    body: new URLSearchParams({ cuenta: account, contrasena: OFFICIALS_PASSWORD }),
  });
  if (answer.status !== 303) throw new Error(`${role} could not sign in: ${answer.status}`);
  const cookies = answer.headers.getSetCookie();
  return cookies.map((cookie) => cookie.split(';')[0]).join('; ');
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
