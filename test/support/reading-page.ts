/// <reference lib="dom" />
// Code that runs in the page uses the DOM types.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { CredentialTypeKey } from '#electoral/identifiers';
import type { Reading } from '../../mobile/src/reading/reading.js';

const BUILDER = join(import.meta.dirname, '../../scripts/lib/reading-page.mjs');

interface TimedReading {
  readonly reading: Reading;
  readonly ms: number;
}

interface Reader {
  read(side: Reading['side'], type: string, images: readonly string[]): Promise<TimedReading>;
  readOneByOne(
    side: Reading['side'],
    type: string,
    images: readonly string[],
  ): Promise<TimedReading & { taken: number }>;
}

const base64Of = (images: readonly Buffer[]): string[] => images.map((image) => image.toString('base64'));

/** A browser page with the app's card reader and its worker. Frames are JPEGs. */
export class ReadingPage {
  /** Hosts to which the page sent requests. */
  readonly requestedHosts = new Set<string>();

  private constructor(
    private readonly page: Page,
    readonly host: string,
    private readonly stop: () => Promise<void>,
  ) {
    page.context().on('request', (request) => this.requestedHosts.add(new URL(request.url()).host));
  }

  static async open(browser: Browser): Promise<ReadingPage> {
    const { url, stop } = await serve();
    const page = await browser.newPage();
    const opened = new ReadingPage(page, new URL(url).host, stop);
    await page.goto(url);
    return opened;
  }

  async read(side: Reading['side'], type: CredentialTypeKey, ...images: readonly Buffer[]): Promise<Reading> {
    const { reading } = await this.page.evaluate(
      ([of, key, frames]) => (globalThis as unknown as { reader: Reader }).reader.read(of, key, frames),
      [side, type, base64Of(images)] as const,
    );
    return reading;
  }

  /** Passes one frame after another until the card is read, and returns the reading and the number of frames. */
  readOneByOne(
    side: Reading['side'],
    type: CredentialTypeKey,
    ...images: readonly Buffer[]
  ): Promise<TimedReading & { taken: number }> {
    return this.page.evaluate(
      ([of, key, frames]) => (globalThis as unknown as { reader: Reader }).reader.readOneByOne(of, key, frames),
      [side, type, base64Of(images)] as const,
    );
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.stop();
  }
}

/** A separate process builds and serves the page, because the bundler does not run inside the test runner. */
async function serve(): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [BUILDER], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => {
      resolve(line.toString().trim());
    });
    child.once('exit', () => {
      reject(new Error('the page of the reader could not be built'));
    });
  });
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end();
    await ended;
  };
  return { url, stop };
}
