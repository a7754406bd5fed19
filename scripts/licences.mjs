// npm run licences: writes docs/licences.md from the lock file. A test holds the page against it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/requirements.mjs';

/** Packages whose manifest does not say it in the usual place; read in their own files. */
const STATED = [
  [/^(busboy|streamsearch|passport-strategy)$/, 'MIT'], // the old member `licenses`
  [/^(pause|png-js)$/, 'MIT'], // in the README, in the file LICENSE
  [/^@rollup\/rollup-/, 'MIT'], // binaries of rollup for other platforms
  [/^@msgpackr-extract\//, 'MIT'], // binaries of msgpackr-extract for other platforms
];

/** @returns {{ name: string, version: string, licence: string, deprecated: string | undefined }[]} by name and version */
export function productionPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const found = Object.entries(packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.dev && !entry.link)
    .map(([path, { version, license, deprecated }]) => {
      const name = path.replace(/^.*node_modules\//, '');
      const stated = STATED.find(([pattern]) => pattern.test(name))?.[1];
      return { name, version, licence: stated ?? license ?? 'unknown', deprecated };
    });
  const once = new Map(found.map((one) => [`${one.name}@${one.version}`, one]));
  return [...once.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** @returns {string} the page, as it should stand in docs/licences.md */
export function licencePage() {
  const packages = productionPackages();
  const byLicence = new Map();
  for (const one of packages) byLicence.set(one.licence, [...(byLicence.get(one.licence) ?? []), one]);
  const sections = [...byLicence]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([licence, group]) =>
        `## ${licence} (${group.length})\n\n${group.map(({ name, version }) => `${name}@${version}`).join(', ')}\n`,
    );
  return `# Licences of the packages of production\n\nWritten by \`npm run licences\` from the lock file: ${packages.length} packages, server and app. Do not edit.\n\n${sections.join('\n')}`;
}

if (import.meta.filename === process.argv[1]) {
  writeFileSync(join(root, 'docs', 'licences.md'), licencePage());
}
