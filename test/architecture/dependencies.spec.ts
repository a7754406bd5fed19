import { describe, expect, it } from '@jest/globals';
import { licencePage, productionPackages } from '../../scripts/licences.mjs';
import { read } from './support.js';

/** Licences we may ship under. An expression such as «MIT OR EUPL» needs only one allowed choice. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'LGPL-3.0-or-later',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

const packages = productionPackages();

function isAllowed(licence: string): boolean {
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => ALLOWED.has(one)));
}

describe('the production packages', () => {
  it('have an allowed licence', () => {
    expect(packages.length).toBeGreaterThan(100);
    const wrong = packages.filter(({ licence }) => !isAllowed(licence));
    expect(wrong.map(({ name, version, licence }) => `${name}@${version}: ${licence}`)).toEqual([]);
  });

  it('match docs/licences.md (to update: npm run licences)', () => {
    const [written, expected] = [read('docs/licences.md'), licencePage()].map((page) => new Set(page.split(/, |\n/)));
    expect([...(written ?? [])].filter((entry) => !expected?.has(entry))).toEqual([]);
    expect([...(expected ?? [])].filter((entry) => !written?.has(entry))).toEqual([]);
  });

  it('are not marked as deprecated in the lock file', () => {
    expect(packages.filter(({ deprecated }) => deprecated !== undefined)).toEqual([]);
  });
});

describe('the direct dependencies', () => {
  const manifest = JSON.parse(read('package.json')) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;

  it('have a documented reason for every override and every allowScripts entry', () => {
    const named = [...Object.keys(manifest['overrides'] ?? {}), ...Object.keys(manifest['allowScripts'] ?? {})];
    const page = read('docs/dependencies.md');
    expect(named.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('have exact versions in the manifest', () => {
    const loose = ['dependencies', 'devDependencies'].flatMap((group) =>
      Object.entries(manifest[group] ?? {}).filter(([, version]) => !/^\d/.test(String(version))),
    );
    expect(loose).toEqual([]);
  });
});
