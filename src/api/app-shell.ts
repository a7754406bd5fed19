import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type Request, type Response } from 'express';
import type { AppConfig } from '../kernel/config/config.js';
import { viewsFolder } from '../kernel/http/views.js';

/** Where the build of the capture app lies, beside `views/`. */
const folder = join(viewsFolder, '..', 'mobile', 'dist');

/**
 * The capture app at `/app`, where the operator has switched it on (decision 29). Every address beneath it that names
 * no file is a screen of the app; what the API answers there (`root.jwk.json`) passes through.
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

/** The app's one page; the demonstration's bears its watermark on every screen (decision 26). */
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

/** Names of built files change with their content; the rest is asked for anew, the service worker above all. */
function cacheHeaders(response: Response, path: string): void {
  const built = path.startsWith(join(folder, 'assets'));
  response.setHeader('Cache-Control', built ? 'public, max-age=31536000, immutable' : 'no-cache');
}
