import { closeSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions } from 'playwright-core';
import { chromiumPath, launchProfile } from './browser.js';

const BALLAST = 'ballast';
const CHUNK = Buffer.alloc(1 << 20);

/**
 * A browser whose profile is on a separate disk that can be filled: a tmpfs that exists only in the browser's mount
 * namespace. Needs `unshare` and the right to mount, as root or in a user namespace.
 */
export class SmallDisk {
  private constructor(
    readonly context: BrowserContext,
    private readonly folder: string,
    /** The profile as the browser sees it. */
    private readonly disk: string,
  ) {}

  static async open(options: BrowserContextOptions, size = '256m'): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'apoyo-disk-'));
    const [profile, start, pid] = ['profile', 'start.sh', 'pid'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await mkdir(profile);
    const inside = `mount -t tmpfs -o size=${size} tmpfs ${profile} && echo $$ > ${pid} && exec ${chromiumPath()} "$@"`;
    const flags = process.getuid?.() === 0 ? '-m' : '-rm';
    await writeFile(start, `#!/bin/sh\nexec unshare ${flags} sh -c '${inside}' sh "$@"\n`);
    await chmod(start, 0o755);
    const context = await launchProfile(profile, options, start);
    return new SmallDisk(context, folder, join('/proc', readFileSync(pid, 'utf8').trim(), 'root', profile));
  }

  fill(leaveBytes: number): void {
    const file = openSync(join(this.disk, BALLAST), 'w');
    const { bavail, bsize } = statfsSync(this.disk);
    for (let left = bavail * bsize - leaveBytes; left > 0; left -= CHUNK.length) {
      writeSync(file, CHUNK, 0, Math.min(left, CHUNK.length));
    }
    closeSync(file);
  }

  empty(): void {
    rmSync(join(this.disk, BALLAST));
  }

  async close(): Promise<void> {
    await this.context.close();
    await rm(this.folder, { recursive: true });
  }
}
