// Runs the reader in two ways: in a Chromium worker, as in the app, and in this process, for runs with many images.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { readBackOf } from '../../mobile/src/reading/back.ts';
import { prepareCodes } from '../../mobile/src/reading/codes.ts';
import { readFrontOf } from '../../mobile/src/reading/front.ts';
import { requireProgram } from '../../scripts/lib/requirements.mjs';
import { serveReadingPage } from '../../scripts/lib/reading-page.mjs';
import { pictureOf } from './camera.mjs';

/** `read(side, type, images)` returns `{ reading, ms }`; images are JPEGs. */
export function nodeEngine() {
  const require = createRequire(new URL('../../mobile/package.json', import.meta.url));
  const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareCodes({ bytes: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) });
  return {
    name: 'node',
    async read(side, type, images) {
      const frames = await Promise.all(images.map(pictureOf));
      const start = performance.now();
      const reading = await (side === 'back' ? readBackOf(type, frames) : readFrontOf(type, frames));
      return { reading, ms: performance.now() - start };
    },
    close: () => Promise.resolve(),
  };
}

export async function chromiumEngine() {
  const page = await serveReadingPage();
  const executablePath = requireProgram(['chromium', 'chromium-browser', 'google-chrome'], 'chromium');
  const server = await chromium.launchServer({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
  const browser = await chromium.connect(server.wsEndpoint());
  const tab = await browser.newPage();
  await tab.goto(page.url);
  await tab.evaluate(() => globalThis.reader.warmUp());
  return {
    name: 'chromium',
    pid: server.process().pid,
    read: (side, type, images) =>
      tab.evaluate(
        ([of, key, frames]) => globalThis.reader.read(of, key, frames),
        [side, type, images.map((image) => Buffer.from(image).toString('base64'))],
      ),
    calibrate: async () => (await tab.evaluate(() => globalThis.reader.calibrate())).ms,
    close: async () => {
      await browser.close();
      await server.close();
      await page.close();
    },
  };
}
