// Finds in the sources which contexts import from each other (types included), join each other's tables, or consume
// each other's events.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { markdownTable } from './markdown-table.mjs';

const SHELLS = ['admin', 'api', 'portal'];
/** Schemas that are not named after their context. */
const SCHEMA_OWNERS = { roll: 'electoral-roll', sign_in: 'accounts' };

/** @typedef {{ path: string, text: string }} Source */
/** @typedef {{ from: string, to: string, path: string, what: string }} Dependency `what`: the import or the table. */

/** @returns {Source[]} the sources under `src`, without specs. */
export function readSources(root) {
  const files = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? files(path) : [path];
    });
  return files('src')
    .filter((path) => /\.tsx?$/.test(path) && !/spec\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** @returns {string[]} the contexts from lower to higher, as `src/app.module.ts` lists them. */
export function contextOrder(root) {
  const text = readFileSync(join(root, 'src', 'app.module.ts'), 'utf8');
  const folders = new Map(
    [...text.matchAll(/import \{ (\w+) \} from '\.\/contexts\/([a-z-]+)\//g)].map(([, module, folder]) => [
      module,
      folder,
    ]),
  );
  const list = /CONTEXTS = \[([^\]]*)\]/.exec(text)?.[1] ?? '';
  return [...list.matchAll(/\w+/g)].map(([module]) => folders.get(module)).filter((folder) => folder !== undefined);
}

/** The context or shell that a file belongs to. */
function unitOf(path) {
  return /^src\/contexts\/([^/]+)\//.exec(path)?.[1] ?? /^src\/(admin|portal|api)\//.exec(path)?.[1];
}

/** @returns {Dependency[]} one per import of another context or shell, except imports of a shell by a context. */
export function importsBetween(sources) {
  return sources.flatMap(({ path, text }) => {
    const from = unitOf(path);
    if (from === undefined) return [];
    return ts
      .preProcessFile(text, true, true)
      .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
      .map(({ fileName }) => ({ from, to: unitOf(normalize(join(dirname(path), fileName))), path, what: fileName }))
      .filter(({ to }) => to !== undefined && to !== from && !(SHELLS.includes(to) && !SHELLS.includes(from)));
  });
}

/**
 * @returns {{ tables: Set<string>, views: Set<string> }} schema-qualified, from the migrations; `views` includes
 * functions.
 */
export function relationsOf(root) {
  const folder = join(root, 'migrations');
  const names = (kind, text) =>
    [
      ...text.matchAll(
        new RegExp(`create (?:or replace )?(?:unlogged )?${kind} (?:if not exists )?([a-z_]+\\.[a-z_]+)`, 'gi'),
      ),
    ].map(([, name]) => name);
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const moves = new Map(
    texts.flatMap((text) =>
      [...text.matchAll(/alter table ([a-z_]+)\.([a-z_]+) set schema ([a-z_]+)/gi)].map(([, from, table, to]) => [
        `${from}.${table}`,
        `${to}.${table}`,
      ]),
    ),
  );
  const tables = texts.flatMap((text) => names('table', text));
  return {
    // The former name of a moved table is included, because SQL that still uses it is an error too.
    tables: new Set([...tables, ...tables.flatMap((table) => moves.get(table) ?? [])]),
    views: new Set(texts.flatMap((text) => names('(?:(?:materialized )?view|function)', text))),
  };
}

/**
 * @returns {Dependency[]} one per table of another context, or of the kernel, that the SQL of a context names. A view
 * or function whose name begins with `published_` may be joined by higher contexts.
 */
export function foreignTables(sources, { tables, views }) {
  return sources.flatMap(({ path, text }) => {
    const from = unitOf(path);
    if (from === undefined) return [];
    const named = new Set([...text.matchAll(/\b[a-z_]+\.[a-z_]+\b/g)].map(([name]) => name));
    return [...named]
      .filter((name) => tables.has(name) || views.has(name))
      .map((name) => ({ from, to: ownerOf(name), path, what: name }))
      .filter(({ from: place, to }) => to !== place);
  });
}

function ownerOf(relation) {
  const [schema = ''] = relation.split('.');
  return SCHEMA_OWNERS[schema] ?? schema.replaceAll('_', '-');
}

export const isPublished = (relation) => /\.published_/.test(relation);

/** @returns {Dependency[]} those that do not point from a higher to a lower context. */
export function orderViolations(dependencies, order) {
  // The portal uses the sign-in of `api`.
  const ranks = ['kernel', ...order, 'api'];
  const rank = (place) => (ranks.includes(place) ? ranks.indexOf(place) : ranks.length);
  return dependencies.filter(({ from, to }) => rank(from) <= rank(to));
}

/** @returns {{ event: string, publishers: string[], consumers: string[] }[]} the integration events, by name. */
export function eventsOf(sources) {
  const declared = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/@EventSpec\('([^']+)'[^)]*\)\s*export class (\w+)/g)].map(([, event, name]) => ({
      path,
      event,
      name,
    })),
  );
  const users = (name, pattern) =>
    sources
      .filter(({ path, text }) => unitOf(path) !== undefined && pattern(name).test(text))
      .map(({ path }) => unitOf(path));
  return declared
    .map(({ event, name }) => ({
      event,
      publishers: unique(users(name, (one) => new RegExp(`new ${one}\\(`))),
      consumers: unique(users(name, (one) => new RegExp(`@(?:Consumes|ConsumesInBatches|Mail)\\([^)]*\\b${one}\\b`))),
    }))
    .sort((a, b) => (a.event < b.event ? -1 : 1));
}

const unique = (names) => [...new Set(names)].sort();

/** The content of docs/context-map.md. */
export function renderContextMap(root) {
  const sources = readSources(root);
  const order = contextOrder(root);
  const edges = unique([
    ...importsBetween(sources).map(({ from, to }) => `${from} --> ${to}`),
    ...foreignTables(sources, relationsOf(root))
      .filter(({ to }) => to !== 'kernel')
      .map(({ from, to }) => `${from} --> ${to}`),
  ]);
  const drawn = (isShell) =>
    edges.filter((edge) => SHELLS.includes(edge.split(' ')[0]) === isShell).map((edge) => `  ${edge}`);
  const template = readFileSync(join(import.meta.dirname, 'context-map.template.txt'), 'utf8');
  const events = eventsOf(sources).map(({ event, publishers, consumers }) => [
    `\`${event}\``,
    publishers.join(', '),
    consumers.join(', '),
  ]);
  return template
    .replace('{{order}}', order.map((name) => `\`${name}\``).join(' → '))
    .replace('{{contexts}}', drawn(false).join('\n'))
    .replace('{{shells}}', drawn(true).join('\n'))
    .replace('{{events}}', markdownTable(['event', 'published by', 'consumed by'], events));
}
