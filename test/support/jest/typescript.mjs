import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync, version } from '@swc/core';

const OPTIONS = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
  sourceMaps: true,
};
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'test-modules');
const SALT = JSON.stringify([version, OPTIONS]);

/** A TypeScript file as JavaScript; kept under its content, so that only a changed file is compiled again. */
export function compiled(path) {
  const source = readFileSync(path, 'utf8');
  const key = createHash('sha256').update(SALT).update(path).update(source).digest('hex');
  const file = join(CACHE, `${key}.js`);
  const map = `${file}.map`;
  if (existsSync(file)) return { code: readFileSync(file, 'utf8'), map };
  const result = transformSync(source, { ...OPTIONS, filename: path });
  mkdirSync(CACHE, { recursive: true });
  writeWhole(map, result.map ?? '');
  writeWhole(file, result.code);
  return { code: result.code, map };
}

/** @returns the file that holds the source map of a module, by its path or its address; undefined for what is no TypeScript. */
export function sourceMapOf(source) {
  const path = source.startsWith('file:') ? fileURLToPath(source) : source;
  return path.endsWith('.ts') && existsSync(path) ? compiled(path).map : undefined;
}

function writeWhole(path, text) {
  const part = `${path}.${String(process.pid)}`;
  writeFileSync(part, text);
  renameSync(part, path);
}
