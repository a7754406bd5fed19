// Bundles an entry in this folder for a page and writes the code to standard output. It is a separate process because
// the bundler does not run inside the test runner.
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
// Zod checks once whether it may compile code. During evaluation by the debugger it may, but later the page's CSP
// forbids it, so the JIT is disabled.
process.stdout.write(`globalThis.__zod_globalConfig = { jitless: true };${output[0].code}`);
