import { join } from 'node:path';
import express, { Router, type Response } from 'express';
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
  router.use(express.static(folder, { index: false, redirect: false, setHeaders: cacheHeaders }));
  router.get(/^\/[^.]*$/, (request, response) => {
    // The service worker's scope ends in a slash.
    if (request.originalUrl === '/app') response.redirect(308, '/app/');
    else response.sendFile('index.html', { root: folder, headers: { 'Cache-Control': 'no-cache' } });
  });
  return router;
}

/** Names of built files change with their content; the rest is asked for anew, the service worker above all. */
function cacheHeaders(response: Response, path: string): void {
  const built = path.startsWith(join(folder, 'assets'));
  response.setHeader('Cache-Control', built ? 'public, max-age=31536000, immutable' : 'no-cache');
}
