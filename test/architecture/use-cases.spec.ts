import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { PUBLIC } from '../../src/kernel/access/access.js';
import { commandSpec, KernelCommand, KernelQuery, querySpec } from '../../src/kernel/messaging/specs.js';
import { contexts, productionSources, read, root } from './support.js';

/** Open to anyone, each with what stands in the place of a permission. */
const OPEN_TO_ANYONE: Readonly<Record<string, string>> = {
  'accounts.is-access-link-open': 'the one-time link itself',
  'accounts.request-password-reset': 'answers the same whoever asks; the link goes to the registered address',
  'accounts.set-password': 'the one-time link itself',
  'devices.get-key-set': 'public keys, signed by the root',
  'intake.admit-support': 'the signature of an enrolled device',
  'intake.get-maintenance': 'announced to everyone (§10.2)',
  'processes.find-process-by-code': 'published in the official call',
  'processes.find-seccion': 'published geography',
  'processes.get-assisted-capture': 'published by agreement of the OPL',
  'processes.get-office': 'published in the official call',
  'processes.get-office-rule': 'published in the official call',
  'processes.get-period-of-office': 'published in the official call',
  'processes.get-process': 'published in the official call',
  'processes.get-territory-catalogue': 'published geography',
  'processes.list-municipalities': 'published geography',
  'processes.list-offices': 'published in the official call',
  'transparency.check-receipt': 'the folio with the integrity code of its receipt',
};

/** Queries that read as the system what their actor may not, each with the reason. */
const ASK_AS_SYSTEM: Readonly<Record<string, string>> = {
  'aspirants.get-aspirant-history': 'the names of the officials who acted; the OPL is shown the names alone',
  'devices.get-device-review':
    'the auxiliary of the device, which only devices may ask for; the scope is decided first',
  'transparency.check-receipt': 'whoever holds folio and integrity code of a receipt may know that it is whole',
};

interface UseCase {
  readonly context: string;
  readonly path: string;
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

async function useCases(kind: 'commands' | 'queries'): Promise<UseCase[]> {
  const found: UseCase[] = [];
  for (const context of contexts) {
    for (const path of productionSources(`src/contexts/${context}/${kind}`)) {
      const name = `${context}.${path.replace(/^.*\//, '').replace(/\.ts$/, '')}`;
      const exports = (await import(pathToFileURL(join(root, path)).href)) as UseCase['exports'];
      found.push({ context, path, name, exports });
    }
  }
  return found;
}

/** The classes of a file that derive from the base, each as its bare prototype. */
function derived(exports: UseCase['exports'], base: abstract new (...args: never[]) => object): object[] {
  return Object.values(exports)
    .filter((value): value is new () => object => typeof value === 'function')
    .map((value) => value.prototype as unknown)
    .filter((prototype): prototype is object => prototype instanceof base);
}

const commands = await useCases('commands');
const queries = await useCases('queries');

describe.each([
  { kind: 'command', files: commands, base: KernelCommand, spec: commandSpec },
  { kind: 'query', files: queries, base: KernelQuery, spec: querySpec },
] as const)('every $kind', ({ files, base, spec }) => {
  it('stands alone in a file that bears its name, with a permission', () => {
    const wrong = files.filter(({ name, exports }) => {
      const [only, ...others] = derived(exports, base);
      const said = only && spec(only);
      return others.length > 0 || said?.name !== name || said.permission === '';
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('has a handler in the same file, known to the module of its context', () => {
    const wrong = files.filter(({ context, exports }) => {
      const handlers = Object.keys(exports).filter((name) => name.endsWith('Handler'));
      return handlers.length !== 1 || !read(`src/contexts/${context}/${context}.module.ts`).includes(handlers[0] ?? '');
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('decides its scope', () => {
    const decides =
      /\bwork\.(authorize|authorizeByProof|rows|readCounter|sumCounter)[(<]|\b(authorize[A-Z]\w*|readPage|countUpToLimit)[(<]|\bunscoped:/;
    expect(files.filter(({ path }) => !decides.test(read(path))).map(({ path }) => path)).toEqual([]);
  });

  it('is open to anyone only by name', () => {
    const open = files.filter(({ exports }) => derived(exports, base).some((one) => spec(one)?.permission === PUBLIC));
    const unnamed = open.filter(({ name }) => !(name in OPEN_TO_ANYONE)).map(({ name }) => name);
    expect(unnamed).toEqual([]);
  });
});

describe('a query', () => {
  const naming = (what: RegExp) => queries.filter(({ path }) => what.test(read(path))).map(({ name }) => name);

  it('asks as the system only where a reason is given', () => {
    expect(naming(/\bsystemActor\(/)).toEqual(Object.keys(ASK_AS_SYSTEM).sort());
  });

  it('reads through the unit of work, never through the mapper', () => {
    expect(naming(/\bEntityManager\b/)).toEqual(['intake.wait-for-in-flight-uploads']);
  });
});

describe('what is open to anyone', () => {
  it('is still there', () => {
    const names = new Set([...commands, ...queries].map(({ name }) => name));
    expect(Object.keys(OPEN_TO_ANYONE).filter((name) => !names.has(name))).toEqual([]);
  });
});
