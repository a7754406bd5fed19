import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { packageFault } from './src/package-settings.js';
import { serviceWorker } from './vite-service-worker.js';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** Ionic's modules have no side effects but do not declare it; without this, every component would be bundled. */
const hasSideEffects = (id: string): boolean => !/node_modules\/(@ionic\/(core|react)|ionicons)\/.*\.js$/.test(id);

const isPackage = Boolean(process.env['VITE_SERVER_URL']);
const fault = isPackage ? packageFault(process.env) : undefined;
if (fault !== undefined) throw new Error(`a package needs ${fault}`);

export default defineConfig({
  root: import.meta.dirname,
  // A packaged app is served from its root, the web app from the server's /app.
  base: isPackage ? '/' : '/app/',
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [react(), serviceWorker()],
  // The back office installs another version of React at the root.
  resolve: {
    dedupe: ['react', 'react-dom'],
    alias: [{ find: /^#electoral\/(.*)$/, replacement: `${import.meta.dirname}/../src/electoral/$1/index.ts` }],
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 2048,
    chunkSizeWarningLimit: 1024,
    rolldownOptions: { treeshake: { moduleSideEffects: hasSideEffects } },
  },
});
