// Builds and serves a page with only the credential reader and its worker.
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/**
 * Serves the page on loopback.
 * @returns `{ url, close() }`
 */
export async function serveReadingPage() {
  const outDir = await mkdtemp(join(tmpdir(), 'apoyo-reading-'));
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'reading-page'),
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir, target: 'es2022', assetsInlineLimit: 0 },
  });
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname);
    readFile(join(outDir, path === '/' ? 'index.html' : path)).then(
      (body) => {
        response.writeHead(200, {
          'content-type': TYPES[extname(path)] ?? TYPES['.html'],
          // Like the app's policy, it allows no other host.
          'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob:",
        });
        response.end(body);
      },
      () => {
        response.writeHead(404).end();
      },
    );
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: async () => {
      await new Promise((closed) => server.close(closed));
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

// Run directly, it prints the URL and serves the page until standard input ends.
if (process.argv[1] === import.meta.filename) {
  const page = await serveReadingPage();
  console.log(page.url);
  for await (const _ of process.stdin);
  await page.close();
}
