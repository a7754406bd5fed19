// The face check of the built app, with its own worker and model, in headless Chromium.
//   npm run bench -- face [--pictures 60]
import { createServer } from 'node:http';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { buildAppIfStale } from '../../scripts/lib/app-build.mjs';
import { requireProgram } from '../../scripts/lib/requirements.mjs';
import { median, option, quantile, rounded } from '../lib/statistics.mjs';
import { pictures } from './pictures.mjs';

export const description =
  'Face check in headless Chromium: milliseconds per frame, share of faces found, false positives';

const dist = join(import.meta.dirname, '..', '..', 'mobile', 'dist');
const TYPES = { '.js': 'text/javascript', '.html': 'text/html' };

export async function run({ figure, args }) {
  buildAppIfStale();
  const samples = await pictures(option(args, 'pictures', 60));
  const { checks, firstMs } = await inChromium(samples);
  const of = (kind) => checks.filter((check) => check.kind === kind);
  const share = (kind, holds) => rounded(of(kind).filter(holds).length / of(kind).length, 3);
  const found = ({ fault }) => fault !== 'no-face';
  const passed = ({ fault }) => fault === undefined;
  const ms = checks.map((check) => check.ms);
  figure('msPerFrame.median', rounded(median(ms), 1), 'ms', '<200');
  figure('msPerFrame.p95', rounded(quantile(ms, 0.95), 1), 'ms', '<200');
  figure('msFirstFrame', rounded(firstMs, 0), 'ms');
  figure('found.withinTheRules', share('face', found), 'share', '>=0.98');
  figure('passed.withinTheRules', share('face', passed), 'share', '>=0.95');
  figure('found.hardPosesAndLight', share('hard', found), 'share', '>=0.9');
  figure('passed.drawnPeople', share('drawn', passed), 'share', '>=0.98');
  figure('passed.cardsAndObjects', of('other').filter(passed).length, 'pictures', '=0');
  figure('foundOn.cardsAndObjects', share('other', found), 'share');
  figure('pictures', checks.length, 'pictures');
}

async function inChromium(samples) {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/^\/app\//, '');
    const file = join(dist, path);
    if (path === '/' || !existsSync(file)) response.setHeader('content-type', 'text/html').end('<!doctype html>');
    else response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream').end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const worker = readdirSync(join(dist, 'assets')).find((name) => /^face\.worker-.*\.js$/.test(name));
  const browser = await chromium.launch({
    executablePath: requireProgram(['chromium', 'chromium-browser', 'google-chrome'], 'chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const check = (png) => page.evaluate(checkFace, [`/app/assets/${worker}`, png.toString('base64')]);
    const { ms: firstMs } = await check(samples[0].png);
    const checks = [];
    for (const { kind, png } of samples) checks.push({ kind, ...(await check(png)) });
    return { checks, firstMs };
  } finally {
    await browser.close();
    server.close();
  }
}

/** Runs in the page: calls the worker as the app does. */
async function checkFace([url, base64]) {
  globalThis.faces ??= new Worker(url, { type: 'module' });
  const image = new Image();
  image.src = `data:image/png;base64,${base64}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(image, 0, 0);
  const start = performance.now();
  const { data, width, height } = pen.getImageData(0, 0, image.width, image.height);
  const answer = await new Promise((resolve) => {
    globalThis.faces.onmessage = (event) => resolve(event.data);
    globalThis.faces.postMessage({ id: 1, picture: { data, width, height } }, [data.buffer]);
  });
  if ('failed' in answer) throw new Error('the face check failed');
  return { ms: performance.now() - start, fault: answer.fault };
}
