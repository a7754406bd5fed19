// Hooks of Node's module loader: TypeScript, and '@jest/globals' without a VM context.
import { fileURLToPath } from 'node:url';
import { resolve as resolveTypeScript } from '../../../bench/lib/typescript-hook.mjs';
import { compiled } from './typescript.mjs';

const GLOBALS = new URL('./globals.mjs', import.meta.url).href;

export function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
  return resolveTypeScript(specifier, context, next);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !/\.tsx?$/.test(new URL(url).pathname)) return next(url, context);
  return { format: 'module', shortCircuit: true, source: compiled(fileURLToPath(url)).code };
}
