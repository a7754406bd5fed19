import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const SOURCES = ['service-worker.js', 'sending/background.js'].map((name) => join(import.meta.dirname, 'src', name));

/** Writes `sw.js` with the list of what it has to keep, and a name that changes with any of it. */
export function serviceWorker(): Plugin {
  let base = '/';
  let publicFolder = '';
  return {
    name: 'service-worker',
    apply: 'build',
    // The page itself comes into the bundle last of all.
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
      const fixed = readdirSync(publicFolder).map((name) => ({
        name,
        content: readFileSync(join(publicFolder, name)),
      }));
      const files = [...built, ...fixed].filter(({ name }) => !name.endsWith('.map'));
      if (!files.some(({ name }) => name === 'index.html')) this.error('the page would not open without a connection');
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
