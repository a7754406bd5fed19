import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const SOURCES = ['service-worker.js', 'sending/background.js'].map((name) => join(import.meta.dirname, 'src', name));

/** Writes `sw.js` with the list of files to cache, and a version that changes with any of them. */
export function serviceWorker(): Plugin {
  let base = '/';
  let publicFolder = '';
  return {
    name: 'service-worker',
    apply: 'build',
    // Vite adds index.html to the bundle last.
    enforce: 'post',
    configResolved: (config) => {
      base = config.base;
      publicFolder = config.publicDir;
    },
    generateBundle(_options, bundle) {
      const built = Object.values(bundle).map((file) => ({
        name: file.fileName,
        content: file.type === 'chunk' ? file.code : file.source,
      }));
      const publicFiles = readdirSync(publicFolder).map((name) => ({
        name,
        content: readFileSync(join(publicFolder, name)),
      }));
      const files = [...built, ...publicFiles].filter(({ name }) => !name.endsWith('.map'));
      if (!files.some(({ name }) => name === 'index.html'))
        this.error('index.html is missing from the bundle, so the app would not open offline');
      const digest = createHash('sha256');
      for (const { name, content } of files) digest.update(name).update(content);
      const source = SOURCES.map((path) => readFileSync(path, 'utf8'))
        .join('\n')
        .replace('__FILES__', JSON.stringify(files.map(({ name }) => base + name)))
        .replace('__VERSION__', JSON.stringify(digest.digest('hex').slice(0, 16)))
        .replaceAll('__BASE__', JSON.stringify(base));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}
