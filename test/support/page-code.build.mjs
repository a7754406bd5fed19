// Writes the code of an entry beside this file, for a page, to the standard output. A process of its own: the bundler does
// not run within the tests' sandbox.
//   node page-code.build.mjs sealing-page.entry.mjs
import { join } from 'node:path';
import { build } from 'vite';

const [{ output }] = await build({
  configFile: false,
  logLevel: 'silent',
  define: { __APP_VERSION__: JSON.stringify('0.1.0') },
  build: {
    write: false,
    target: 'es2022',
    lib: { entry: join(import.meta.dirname, process.argv[2]), formats: ['iife'], name: 'page' },
  },
});
// What is evaluated by a debugger is asked first whether it may compile code, when it may, and again later, when the page's
// policy forbids it: the schemas must not try.
process.stdout.write(`globalThis.__zod_globalConfig = { jitless: true };${output[0].code}`);
