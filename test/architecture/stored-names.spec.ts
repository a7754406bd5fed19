import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { formerNames } from '../../src/kernel/audit/audit-labels.js';
import { OwnsBlobs } from '../../src/kernel/storage/blob-owners.js';
import { filesUnder, productionSources, read, root } from './support.js';

/**
 * Names used in rows, blobs, phones and clients. A release reads what earlier releases stored under them, so a name in
 * `test/fixtures/stored-names.json` may be removed from the code only with a migration (and, for the audit log, an
 * entry in the former names).
 */
const STORED = JSON.parse(read('test/fixtures/stored-names.json')) as Readonly<Record<string, readonly string[]>>;

const server = productionSources('src').map(read);
const vault = read('mobile/src/storage/vault.ts');

const matchesIn = (sources: readonly string[], pattern: RegExp): string[] =>
  sources.flatMap((source) =>
    [...source.matchAll(pattern)].map(([, name = '', version]) => withVersion(name, version)),
  );

const withVersion = (name: string, version: string | undefined): string =>
  version === undefined ? name : `${name}@${version}`;

const keysOf = (ending: RegExp): string[] =>
  filesUnder('src', ending).flatMap((path) => Object.keys(JSON.parse(read(path)) as object));

/** The value of a string constant declared anywhere in the sources. */
function constant(name: string): string {
  const [value] = matchesIn(server, new RegExp(`const ${name} = '([^']+)'`, 'g'));
  return value ?? name;
}

async function blobFolders(): Promise<string[]> {
  const folders: string[] = [];
  for (const path of filesUnder('src', /blob-owner\.ts$/)) {
    const exports = (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>;
    for (const owner of Object.values(exports)) {
      const owned = typeof owner === 'function' && (Reflect.getMetadata(OwnsBlobs.KEY, owner) as unknown);
      folders.push(...((owned || []) as { readonly folder: string }[]).map(({ folder }) => folder));
    }
  }
  return folders;
}

const fieldsOf = (type: string): string[] => {
  const body = new RegExp(`export interface ${type} \\{\n([\\s\\S]*?)\n\\}`).exec(vault)?.[1] ?? '';
  return matchesIn([body], /^ {2}readonly (\w+)\??:/gm).map((field) => `${type}.${field}`);
};

const inCode: Readonly<Record<string, readonly string[]>> = {
  problemCodes: keysOf(/^errors\.es\.json$/),
  auditNames: [...keysOf(/^audit\.es\.json$/), ...Object.keys(formerNames)],
  events: matchesIn(server, /@EventSpec\('([^']+)', (\d+)/g),
  consumers: matchesIn(server, /@Consumes(?:InBatches)?\(\w+, '?([\w.-]+)'?/g).map(constant),
  longJobs: matchesIn(server, /@LongJobSpec\(\{\s+kind: '?([\w.-]+)'?,/g).map(constant),
  counters: [...matchesIn(server, /\.count\('([^']+)'/g), ...matchesIn(server, /\bcounter: '([^']+)'/g)],
  cipherContexts: matchesIn(server, /`([a-z_-]+\.[a-z_]+\.[\w${}]+):\$\{/g),
  hashKeys: matchesIn(server, /\.digest(?:Each)?\(\s*['`]([a-z-]+\.[^'`]+)['`]/g),
  blobFolders: await blobFolders(),
  phoneStores: matchesIn([read('mobile/src/storage/indexed-vault.ts')], /createObjectStore\('(\w+)'/g),
  phoneFields: ['Enrolment', 'UnsentEnrolment', 'SealedRecord', 'StoredReceipt', 'Tombstone', 'Settings'].flatMap(
    fieldsOf,
  ),
  phoneNames: matchesIn(productionSources('mobile/src').map(read), /'(apoyo-ciudadano[\w.-]*)'/g),
};

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

describe('the names under which data is stored', () => {
  it.each(Object.keys(inCode))('match those of earlier releases: %s', (kind) => {
    expect(sorted(inCode[kind] ?? [])).toEqual(STORED[kind]);
  });

  it('cover exactly the listed kinds', () => {
    expect(Object.keys(inCode).sort()).toEqual(Object.keys(STORED).sort());
    for (const names of Object.values(STORED)) expect(names.length).toBeGreaterThan(1);
  });
});
