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

/** Previous names of use cases and jobs in older entries, with their current names; from every `former-names.json`. */
export const formerNames: Readonly<Record<string, string>> = mergedJson('former-names.json');

const currentLabels = mergedJson('audit.es.json');

/** The Spanish label of each use case and job in the audit trail, by current or previous name. */
export const auditLabels: Readonly<Record<string, string>> = {
  ...currentLabels,
  ...Object.fromEntries(Object.entries(formerNames).map(([former, name]) => [former, currentLabels[name] ?? name])),
};
