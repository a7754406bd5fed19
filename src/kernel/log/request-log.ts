import { Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { runInRequest } from './log-context.js';

const logger = new Logger('Request');

/**
 * Logs every request when it ends, by the pattern of its route, never by its URL, which may contain a secret link or
 * search text.
 */
export function requestLog(request: Request, response: Response, next: NextFunction): void {
  const { requestId } = response.locals as { readonly requestId: string };
  const from = process.hrtime.bigint();
  response.on('close', () => {
    const { statusCode: status, writableFinished } = response;
    const line = {
      msg: 'request',
      requestId,
      method: request.method,
      route: routeOf(request),
      status,
      ms: Number((process.hrtime.bigint() - from) / 1_000_000n),
      aborted: writableFinished ? undefined : true,
    };
    if (status >= 500) logger.warn(line);
    else logger.log(line);
  });
  runInRequest({ requestId }, next);
}

/** The pattern, e.g. `/api/v1/supports/:folio`; without a route the first folder of the path. */
function routeOf({ route, baseUrl, path }: Request): string {
  const pattern = (route as { readonly path?: unknown } | undefined)?.path;
  if (typeof pattern === 'string') return `${baseUrl}${pattern}`;
  return `/${path.split('/')[1] ?? ''}`.slice(0, 40);
}
