import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The root folder of the project. */
export const root = join(import.meta.dirname, '..', '..');

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Files below a project folder, as paths relative to the root, without installed or built ones. */
export function filesUnder(folder: string, ending: RegExp): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return ending.test(entry.name) ? [path] : [];
      return ['node_modules', 'dist', 'android', 'ios'].includes(entry.name) ? [] : filesUnder(path, ending);
    })
    .sort();
}

/** Source files other than specs. */
export function productionSources(folder = 'src'): string[] {
  return filesUnder(folder, /\.tsx?$/).filter((path) => !/spec\.tsx?$/.test(path));
}

export const contexts: readonly string[] = readdirSync(join(root, 'src', 'contexts')).sort();

/** Files tracked by git, plus new ones that are not ignored. */
export function projectFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return list.split('\n').filter((path) => path !== '' && existsSync(join(root, path)));
}

export interface CruisedModule {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string; readonly dependencyTypes: readonly string[] }[];
}

interface Cruise {
  readonly modules: readonly CruisedModule[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

/** Runs dependency-cruiser: every import of the project, and the violations of the layout rules. */
export function cruise(): Cruise {
  const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const result = spawnSync(
    process.execPath,
    [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'mobile'],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  if (result.stdout === '') throw new Error(result.stderr);
  return JSON.parse(result.stdout) as Cruise;
}
