import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DomainError } from './domain-error.js';

const sources = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function errorFiles(): string[] {
  const folders = ['kernel/errors', 'admin', 'portal', 'api', 'demonstration'].map((folder) => join(sources, folder));
  const contexts = join(sources, 'contexts');
  if (existsSync(contexts)) {
    folders.push(...readdirSync(contexts).map((context) => join(contexts, context)));
  }
  return folders.map((folder) => join(folder, 'errors.es.json')).filter((file) => existsSync(file));
}

/** The Spanish messages by error code, merged from every `errors.es.json`. */
export const errorTexts: Readonly<Record<string, string>> = Object.assign(
  {},
  ...errorFiles().map((file) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>),
) as Record<string, string>;

/** The Spanish message for the user: what is wrong with which field, and what to do. */
export function messageFor(error: DomainError): string {
  const text = errorTexts[error.code] ?? errorTexts['KERNEL.UNEXPECTED'] ?? '';
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(error.params[name] ?? ''));
}
