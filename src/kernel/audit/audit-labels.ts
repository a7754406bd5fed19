import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function folders(): string[] {
  const contexts = join(sources, 'contexts');
  const found = existsSync(contexts) ? readdirSync(contexts).map((context) => join(contexts, context)) : [];
  return [join(sources, 'kernel', 'audit'), ...found];
}

function mergedJson(name: string): Record<string, string> {
  const files = folders()
    .map((folder) => join(folder, name))
    .filter((file) => existsSync(file));
  return Object.assign({}, ...files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as object)) as Record<
    string,
    string
  >;
}

/** Names of use cases and jobs as older entries have them, each with its present name; from every `former-names.json`. */
export const formerNames: Readonly<Record<string, string>> = mergedJson('former-names.json');

const present = mergedJson('audit.es.json');

/** What each use case and job is called in the audit trail, by its present or former name. */
export const auditLabels: Readonly<Record<string, string>> = {
  ...present,
  ...Object.fromEntries(Object.entries(formerNames).map(([former, name]) => [former, present[name] ?? name])),
};
