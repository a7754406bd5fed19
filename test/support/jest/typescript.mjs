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

/**
 * Compiles a TypeScript file. The cache key is a hash of its content, so only a changed file is compiled again.
 * @returns the code, and the path of its source map.
 */
export function compiled(path) {
  const source = readFileSync(path, 'utf8');
  const key = createHash('sha256').update(SALT).update(path).update(source).digest('hex');
  const file = join(CACHE, `${key}.js`);
  const map = `${file}.map`;
  if (existsSync(file)) return { code: readFileSync(file, 'utf8'), map };
  const result = transformSync(source, { ...OPTIONS, filename: path });
  mkdirSync(CACHE, { recursive: true });
  writeAtomically(map, result.map ?? '');
  writeAtomically(file, result.code);
  return { code: result.code, map };
}

/**
 * @param source path or URL of a module.
 * @returns the path of its source map; undefined if it is not TypeScript.
 */
export function sourceMapOf(source) {
  const path = source.startsWith('file:') ? fileURLToPath(source) : source;
  return path.endsWith('.ts') && existsSync(path) ? compiled(path).map : undefined;
}

function writeAtomically(path, text) {
  const part = `${path}.${String(process.pid)}`;
  writeFileSync(part, text);
  renameSync(part, path);
}
