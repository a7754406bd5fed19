// Bundles the scripts of the portal's pages with the code that they share with the server.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'vite';
import { root } from './requirements.mjs';

const SCRIPTS = join(root, 'views', 'scripts');

export async function bundlePortal() {
  const names = readdirSync(SCRIPTS).filter((name) => name.endsWith('.js'));
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: join(root, 'dist', 'assets'),
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      rollupOptions: {
        input: Object.fromEntries(names.map((name) => [basename(name, '.js'), join(SCRIPTS, name)])),
        output: { format: 'es', entryFileNames: '[name].bundle.js' },
      },
    },
  });
}
