import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { InventedPerson } from '../builders/index.js';
import { livePhoto } from '../builders/index.js';
import { PASSWORD } from './phone.js';

const root = join(import.meta.dirname, '..', '..');
const ADDRESS = '/app/sellador-de-prueba.js';
let built: Promise<string> | undefined;

/** Bundles the app's sealing and storage code into one module (`mobile/test`), for specs with many sealed records. */
async function build(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'apoyo-sealer-'));
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = join(root, 'mobile', 'test', 'vite.config.ts');
  try {
    await promisify(execFile)(
      process.execPath,
      [vite, 'build', '--config', config, '--outDir', folder, '--emptyOutDir'],
      {
        cwd: root,
      },
    );
    return await readFile(join(folder, 'seal-supports.js'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Sealing {
  readonly count: number;
  readonly password?: string;
  /** Name of the aspirant, on a phone with several enrolments. */
  readonly aspirant?: string;
}

/** Seals supports of a citizen in the app's page without going through its screens, and returns the folios. */
export async function sealsMany(page: Page, citizen: InventedPerson, sealing: Sealing): Promise<string[]> {
  built ??= build();
  const body = await built;
  await page.context().route(`**${ADDRESS}`, (route) => route.fulfill({ contentType: 'text/javascript', body }));
  const image = (await livePhoto(citizen)).toString('base64');
  const supports = { password: PASSWORD, ...sealing, image, cic: citizen.cic };
  return page.evaluate(
    async ({ address, supports: input }) => {
      const sealer = (await import(address)) as { sealSupports: (input: object) => Promise<string[]> };
      return sealer.sealSupports(input);
    },
    { address: ADDRESS, supports },
  );
}
