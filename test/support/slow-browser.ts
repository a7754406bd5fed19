import { chromium, type Browser } from 'playwright-core';
import { limitCpu } from './cpu-quota.js';

/**
 * A browser that can be slowed down as a whole, workers included: the debugger's throttling affects only the page's
 * main thread (decision 36).
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
   * Slows the browser down, as measured by a loop in a worker; the browser's other work shares the same quota.
   * @param times the target.
   * @returns the factor that was reached.
   */
  async slow(times: number): Promise<{ readonly slowdown: number; readonly undo: () => void }> {
    const before = await calibrate(this.browser);
    let part = 1 / times;
    for (let tries = 1; ; tries += 1) {
      const { undo } = limitCpu(part, this.pid);
      const slowdown = (await calibrate(this.browser)) / before;
      if ((slowdown > 0.9 * times && slowdown < 1.3 * times) || tries === 6) return { slowdown, undo };
      undo();
      part *= slowdown / (1.1 * times);
    }
  }

  close(): Promise<void> {
    return this.end();
  }
}

/** Milliseconds that a loop in a worker takes. It uses its own page, because the app's CSP blocks such a worker. */
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
