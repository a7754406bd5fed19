import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const PERIOD_US = 30_000;
/** Where a quota may be set: control groups of the first and of the second kind. */
const KINDS = [
  { parent: '/sys/fs/cgroup/cpu', quota: (us: number) => ({ 'cpu.cfs_period_us': PERIOD_US, 'cpu.cfs_quota_us': us }) },
  { parent: '/sys/fs/cgroup', quota: (us: number) => ({ 'cpu.max': `${String(us)} ${String(PERIOD_US)}` }) },
] as const;

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

  /** Whether this machine lets us set a quota; where not, nothing can be measured. */
  static get possible(): boolean {
    try {
      groupOf('apoyo-test-probe', PERIOD_US).remove([]);
      return true;
    } catch {
      return false;
    }
  }

  /** To that part of one processor, until `undo` is called. */
  #slowTo(part: number): { readonly undo: () => void } {
    const group = groupOf(`apoyo-test-${String(this.pid)}`, Math.round(PERIOD_US * part));
    group.take(familyOf(this.pid));
    return {
      undo: () => {
        group.remove(familyOf(this.pid));
      },
    };
  }

  /**
   * So many times slower, as a loop in a worker shows: what the browser does besides takes of the same quota.
   * @returns how many times slower it became in the end.
   */
  async slow(times: number): Promise<{ readonly slower: number; readonly undo: () => void }> {
    const before = await calibrate(this.browser);
    let part = 1 / times;
    for (let tries = 1; ; tries += 1) {
      const { undo } = this.#slowTo(part);
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

interface Group {
  readonly take: (pids: readonly number[]) => void;
  readonly remove: (pids: readonly number[]) => void;
}

function groupOf(name: string, quotaUs: number): Group {
  let refusal: unknown;
  for (const { parent, quota } of KINDS) {
    const folder = join(parent, name);
    try {
      mkdirSync(folder);
    } catch (error) {
      refusal = error;
      continue;
    }
    try {
      for (const [file, value] of Object.entries(quota(quotaUs))) writeFileSync(join(folder, file), String(value));
    } catch (error) {
      refusal = error;
      rmdirSync(folder);
      continue;
    }
    return {
      take: (pids) => {
        for (const pid of pids) moved(pid, folder);
      },
      remove: (pids) => {
        for (const pid of pids) moved(pid, parent);
        rmdirSync(folder);
      },
    };
  }
  throw new Error('this machine lets nobody set a quota', { cause: refusal });
}

/** A process that has just ended is no matter. */
function moved(pid: number, folder: string): void {
  try {
    writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The process and all that it has started, and they. */
function familyOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
  const family = new Set([pid]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const one of parents) if (family.has(one.parent)) family.add(one.pid);
  }
  return [...family];
}
