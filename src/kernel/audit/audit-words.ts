import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function files(): string[] {
  const contexts = join(sources, 'contexts');
  const folders = existsSync(contexts) ? readdirSync(contexts).map((context) => join(contexts, context)) : [];
  return [join(sources, 'kernel', 'audit'), ...folders]
    .map((folder) => join(folder, 'audit.es.json'))
    .filter((file) => existsSync(file));
}

/** What each use case and job is called in the trail, by its name; gathered from every context's `audit.es.json`. */
export const auditWords: Readonly<Record<string, string>> = Object.assign(
  {},
  ...files().map((file) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>),
) as Record<string, string>;
