import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import express, { Router } from 'express';
import { viewsFolder } from './views.js';

const require = createRequire(import.meta.url);
const FONTS = ['atkinson-hyperlegible-next', 'atkinson-hyperlegible-mono'] as const;
const YEAR = '365d';

/** Serves style sheets and fonts of every shell, so that no page requests another host. */
export function assets(): Router {
  const router = Router();
  for (const font of FONTS) {
    const folder = dirname(require.resolve(`@fontsource-variable/${font}/package.json`));
    router.use(
      `/fonts/${font}`,
      express.static(join(folder, 'files'), { immutable: true, maxAge: YEAR, index: false }),
    );
  }
  // Scripts bundled with code that they share with the server and the back office.
  router.use(express.static(join(viewsFolder, '..', 'dist', 'assets'), { maxAge: 0, index: false }));
  router.use(express.static(join(viewsFolder, 'assets'), { maxAge: 0, index: false }));
  return router;
}
