import type { RequestHandler } from 'express';

const SHELLS: ReadonlySet<string> = new Set(['admin', 'app', 'portal', 'recibo']);

/** Redirects `/Admin`, as phones type it, to `/admin`. Paths are otherwise case-sensitive. */
export function lowerCaseShell(): RequestHandler {
  return (request, response, next) => {
    const [, shell = ''] = /^\/([a-z]+)(?=[/?]|$)/i.exec(request.url) ?? [];
    const lower = shell.toLowerCase();
    if (request.method !== 'GET' || shell === lower || !SHELLS.has(lower)) next();
    else response.redirect(308, `/${lower}${request.url.slice(1 + shell.length)}`);
  };
}
