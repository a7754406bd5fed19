import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const built = new Map<string, Promise<string>>();

/** Returns the bundled code of a file in this folder, to evaluate in a page. Each file is bundled once. */
export function pageCode(entry: string): Promise<string> {
  const code = built.get(entry) ?? build(entry);
  built.set(entry, code);
  return code;
}

async function build(entry: string): Promise<string> {
  const args = [join(import.meta.dirname, 'page-code.build.mjs'), entry];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
