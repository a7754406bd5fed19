import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type Request, type Response } from 'express';
import type { AppConfig } from '../kernel/config/config.js';
import { viewsFolder } from '../kernel/http/views.js';

/** Build output of the capture app, next to `views/`. */
const folder = join(viewsFolder, '..', 'mobile', 'dist');

/**
 * Serves the capture app at `/app` if the operator has enabled it (decision 29). Paths without a file extension get the
 * index page, because the app routes them itself. Other paths (`root.jwk.json`) reach the API.
 */
export function appShell(config: AppConfig): Router {
  const router = Router();
  if (!config.webApp) return router;
  const sendIndex = indexSender(config);
  router.get('/index.html', sendIndex);
  router.use(express.static(folder, { index: false, redirect: false, setHeaders: cacheHeaders }));
  router.get(/^\/[^.]*$/, (request, response) => {
    // The service worker's scope ends in a slash.
    if (request.originalUrl === '/app') response.redirect(308, '/app/');
    else sendIndex(request, response);
  });
  return router;
}

const WATERMARK =
  '<aside class="demonstration" aria-label="Demostración"><strong>Demostración.</strong> Personas y datos inventados, sin efecto legal.</aside>';

/** Sends the app's single page. The demonstration adds its watermark (decision 26). */
function indexSender(config: AppConfig): (request: Request, response: Response) => void {
  return (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache');
    if (config.mode !== 'demonstration') {
      response.sendFile('index.html', { root: folder });
      return;
    }
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    response.type('html').send(page.replace('<body>', `<body>${WATERMARK}`));
  };
}

/** Names of built assets contain a content hash. Other files, the service worker above all, must be revalidated. */
function cacheHeaders(response: Response, path: string): void {
  const built = path.startsWith(join(folder, 'assets'));
  response.setHeader('Cache-Control', built ? 'public, max-age=31536000, immutable' : 'no-cache');
}
