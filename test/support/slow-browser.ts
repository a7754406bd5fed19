import { chromium, type Browser } from 'playwright-core';
import { slowedTo } from './processor-quota.js';

/**
 * A browser that can be slowed down as a whole, workers included: the debugger's own throttling slows the page's thread
 * alone (decision 36).
 */
export class SlowableBrowser {
  private constructor(
    readonly browser: Browser,
    private readonly pid: number,
    private readonly end: () => Promise<void>,
  ) {}

  static async launch(): Promise<SlowableBrowser> {
    const executablePath = process.env['CHROMIUM_PATH'];
    if (executablePath === undefined) throw new Error('CHROMIUM_PATH is not set: run through `npm test`');
    const server = await chromium.launchServer({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    const browser = await chromium.connect(server.wsEndpoint());
    const { pid } = server.process();
    if (pid === undefined) throw new Error('the browser has no process');
    return new SlowableBrowser(browser, pid, () => server.close());
  }

  /**
   * So many times slower, as a loop in a worker shows: what the browser does besides takes of the same quota.
   * @returns how many times slower it became in the end.
   */
  async slow(times: number): Promise<{ readonly slower: number; readonly undo: () => void }> {
    const before = await calibrate(this.browser);
    let part = 1 / times;
    for (let tries = 1; ; tries += 1) {
      const { undo } = slowedTo(part, this.pid);
      const slower = (await calibrate(this.browser)) / before;
      if ((slower > 0.9 * times && slower < 1.3 * times) || tries === 6) return { slower, undo };
      undo();
      part *= slower / (1.1 * times);
    }
  }

  close(): Promise<void> {
    return this.end();
  }
}

/** Milliseconds of a loop in a worker, on a page of its own (the app's lets no such worker in): how slow the browser is now. */
async function calibrate(browser: Browser): Promise<number> {
  const page = await browser.newPage();
  const taken = await page.evaluate(async () => {
    const loop = 'const t=performance.now();let s=0;for(let i=0;i<6e7;i++)s+=i%7;postMessage(performance.now()-t+s*0)';
    const url = URL.createObjectURL(new Blob([loop], { type: 'text/javascript' }));
    const worker = new Worker(url);
    const { data } = await new Promise<MessageEvent<number>>((done, failed) => {
      worker.onmessage = done;
      worker.onerror = () => {
        failed(new Error('no worker'));
      };
    });
    worker.terminate();
    return data;
  });
  await page.close();
  return taken;
}
