import type { RequestHandler } from 'express';
import multer from 'multer';
import { DomainError } from '../kernel/errors/domain-error.js';
import type { Official } from './official.js';
import { screensOf, type Contribution, type Screen } from './screen.js';

/**
 * Parses multipart forms for screens with an `upload`, after the permission check. Other content types pass through.
 */
export function parseUpload(contributions: readonly Contribution[]): RequestHandler {
  const screens = new Map<string, Screen>(
    contributions.flatMap(({ catalogues = [], pages = [] }) => [
      ...pages.map((page): [string, Screen] => [page.name, page]),
      ...catalogues.flatMap((catalogue) =>
        Object.entries(screensOf(catalogue)).map(([name, screen]): [string, Screen] => [
          `${catalogue.id}/${name}`,
          screen,
        ]),
      ),
    ]),
  );
  return async (request, response, next) => {
    if (!request.is('multipart/form-data')) {
      next();
      return;
    }
    const { resourceId, action, pageName } = request.params as Record<string, string>;
    const screen = screens.get(resourceId === undefined ? String(pageName) : `${resourceId}/${String(action)}`);
    if (!screen?.upload) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
    await (response.locals['official'] as Official).require(screen.permission);
    const { field, maxBytes: largest } = screen.upload;
    const read = multer({
      storage: multer.memoryStorage(),
      limits: { fileSize: largest, files: 1, fields: 40, fieldSize: 20_000 },
    }).single(field);
    await new Promise<void>((resolve, reject) => {
      read(request, response, (error: unknown) => {
        if (error === undefined || error === null) resolve();
        else reject(refusalOf(error, field, largest));
      });
    });
    const body = request.body as Record<string, unknown> | undefined;
    request.body = { ...body, ...(request.file && { [field]: new Uint8Array(request.file.buffer) }) };
    next();
  };
}

function refusalOf(error: unknown, field: string, largest: number): Error {
  if (!(error instanceof multer.MulterError))
    return new DomainError('KERNEL.INPUT_INVALID', { kind: 'invalid', field, params: { field } });
  return error.code === 'LIMIT_FILE_SIZE'
    ? new DomainError('KERNEL.BODY_TOO_LARGE', {
        kind: 'too-large',
        field,
        params: { limit: `${String(Math.round(largest / 1_048_576))} MB` },
      })
    : new DomainError('KERNEL.INPUT_INVALID', { kind: 'invalid', field, params: { field } });
}
