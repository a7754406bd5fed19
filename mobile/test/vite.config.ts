import { join } from 'node:path';
import { defineConfig } from 'vite';

/** Builds the app's sources into one module that browser specs run in the app's page. */
export default defineConfig({
  root: import.meta.dirname,
  define: { __APP_VERSION__: JSON.stringify('0.1.0') },
  build: {
    target: 'es2022',
    rolldownOptions: { output: { codeSplitting: false } },
    lib: { entry: join(import.meta.dirname, 'seal-supports.ts'), formats: ['es'], fileName: 'seal-supports' },
  },
});
