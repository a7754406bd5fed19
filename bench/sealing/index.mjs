// Measures how long the phone takes to seal and store a record, and to open the app with many records (§8.12).
//   npm run bench -- sealing [--runs 7] [--records 9] [--few 10] [--many 1000]
// Uses headless Chromium with a profile on disk. Runs alternate between the app and the floor, and between few and many
// records.
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { buildAppIfStale } from '../../scripts/lib/app-build.mjs';
import { requireProgram } from '../../scripts/lib/requirements.mjs';
import { median, option, quantile, rounded } from '../lib/statistics.mjs';

export const description =
  'Sealing and storing one record, compared with the primitives alone; opening the app with 10 and with 1,000 records';

/** Both sides of the card, the photo, the signature. */
const SIZES = [300_000, 300_000, 200_000, 20_000];
const ROOT = join(import.meta.dirname, '..', '..');
const APP = join(ROOT, 'mobile', 'dist');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

export async function run({ figure, args }) {
  const [runs, records] = [option(args, 'runs', 7), option(args, 'records', 9)];
  const [few, many] = [option(args, 'few', 10), option(args, 'many', 1000)];
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  buildAppIfStale();
  await buildPage(join(folder, 'page'));
  // Two origins give two separate stores in one browser.
  const servers = await Promise.all([serve(folder), serve(folder)]);
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: requireProgram(['chromium', 'chromium-browser', 'google-chrome'], 'chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    await sealing(figure, context, servers[0].base, { runs, records });
    await opening(figure, context, servers, { runs, few, many });
  } finally {
    await context.close();
    for (const { close } of servers) await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sealing(figure, context, base, { runs, records }) {
  const page = await context.newPage();
  await page.goto(`${base}/bench/`);
  await page.waitForFunction(() => 'bench' in globalThis);
  await page.evaluate(async () => {
    globalThis.stores = { product: await globalThis.bench.product(), floor: await globalThis.bench.floor() };
  });
  const once = (store) =>
    page.evaluate(([name, sizes]) => globalThis.bench.timed(globalThis.stores[name], sizes), [store, SIZES]);
  for (let warm = 0; warm < 5; warm += 1) for (const name of ['floor', 'product']) await once(name);
  const medians = { floor: [], product: [] };
  const all = [];
  for (let run = 0; run < runs; run += 1) {
    const times = { floor: [], product: [] };
    for (let record = 0; record < records; record += 1) {
      for (const name of record % 2 ? ['product', 'floor'] : ['floor', 'product']) times[name].push(await once(name));
    }
    for (const name of ['floor', 'product']) medians[name].push(median(times[name]));
    all.push(...times.product);
  }
  await page.close();
  figure('sealAndStore.median', rounded(median(medians.product), 1), 'ms', '<150');
  figure('sealAndStore.p95', rounded(quantile(all, 0.95), 1), 'ms');
  figure('floor.median', rounded(median(medians.floor), 1), 'ms');
  figure(
    'sealAndStore.ratioToFloor',
    rounded(median(medians.product.map((ms, at) => ms / medians.floor[at]))),
    'ratio',
    '<=2',
  );
}

async function opening(figure, context, servers, { runs, few, many }) {
  const phones = [
    { name: 'few', count: few, base: servers[0].base, times: [] },
    { name: 'many', count: many, base: servers[1].base, times: [] },
  ];
  const bytes = SIZES.reduce((total, size) => total + size, 2000);
  for (const { count, base } of phones) {
    const page = await context.newPage();
    await page.goto(`${base}/bench/`);
    await page.waitForFunction(() => 'bench' in globalThis);
    await page.evaluate(([n, size]) => globalThis.bench.fill(n, size), [count, bytes]);
    await page.close();
  }
  for (let run = -2; run < runs; run += 1) {
    for (const { count, base, times } of run % 2 ? phones : [...phones].reverse()) {
      const elapsed = await openApp(context, base, count);
      if (run >= 0) times.push(elapsed);
    }
  }
  const [less, more] = phones.map(({ times }) => median(times));
  figure('opening.few', rounded(less, 0), 'ms');
  figure('opening.many', rounded(more, 0), 'ms', '<2000');
  figure('opening.ratio', rounded(median(phones[1].times.map((ms, at) => ms / phones[0].times[at]))), 'ratio', '<=1.3');
}

/** Milliseconds from navigation to the menu that shows how many records are pending. */
async function openApp(context, base, count) {
  const page = await context.newPage();
  const startedAt = performance.now();
  await page.goto(`${base}/app/`, { waitUntil: 'commit' });
  await page.getByText(`${count} por enviar`).waitFor();
  const elapsed = performance.now() - startedAt;
  await page.close();
  return elapsed;
}

async function buildPage(outDir) {
  await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'warn',
    define: { __APP_VERSION__: JSON.stringify('0.0.0') },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: { input: join(import.meta.dirname, 'page.mjs'), output: { entryFileNames: 'page.js' } },
    },
  });
}

/** Serves the app and the benchmark's page; responds to any other request as a busy server would. */
async function serve(folder) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/bench/') {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><script type="module" src="/bench/page.js"></script>');
      return;
    }
    const file = pathname.startsWith('/bench/')
      ? join(folder, 'page', pathname.slice('/bench/'.length))
      : pathname.startsWith('/app/')
        ? join(APP, extname(pathname) ? pathname.slice('/app/'.length) : 'index.html')
        : undefined;
    if (file === undefined || !existsSync(file)) {
      response.writeHead(503, { 'retry-after': '60' }).end();
      return;
    }
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { base: `http://127.0.0.1:${server.address().port}`, close };
}
