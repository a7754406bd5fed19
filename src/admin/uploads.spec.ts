import { beforeAll, describe, expect, it } from '@jest/globals';
import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { requirePermission } from '../kernel/access/access.js';
import type { Actor } from '../kernel/access/actor.js';
import { DomainError } from '../kernel/errors/domain-error.js';
import { problemOf, toDomainError } from '../kernel/http/problem.filter.js';
import type { Contribution } from './screen.js';
import { parseUpload } from './uploads.js';

const screen = { label: '', permission: 'sheets.write', component: '' };
const CONTRIBUTIONS: readonly Contribution[] = [
  {
    order: 1,
    section: '',
    catalogues: [
      {
        id: 'hojas',
        list: { ...screen },
        record: {
          title: () => Promise.resolve(''),
          show: screen,
          actions: { subir: { ...screen, upload: { field: 'scan', maxBytes: 1_048_576 } } },
        },
      },
    ],
  },
];

const server = (permissions: readonly string[]) => {
  const actor: Actor = { kind: 'official', id: '1', label: '', permissions: new Set(permissions), scope: {} };
  const app = express();
  app.post(
    '/:resourceId/:action',
    (_request, response, next) => {
      response.locals['official'] = {
        require: (permission: string) => {
          requirePermission(actor, permission);
        },
      };
      next();
    },
    express.json(),
    parseUpload(CONTRIBUTIONS),
    (incoming, response) => {
      const { scan, ...fields } = incoming.body as { scan?: Uint8Array };
      response.json({ fields, scan: scan && Buffer.from(scan).toString() });
    },
  );
  const asProblem: ErrorRequestHandler = (error, _request, response, _next) => {
    const problem = problemOf(toDomainError(error));
    response.status(problem.status).json(problem);
  };
  app.use(asProblem);
  return app;
};

describe('a form with a file field', () => {
  let app: ReturnType<typeof server>;
  beforeAll(() => {
    app = server(['sheets.write']);
  });

  it('reaches its screen with its fields and the bytes of the file', async () => {
    const answer = await request(app)
      .post('/hojas/subir')
      .field('reason', 'Firmada')
      .attach('scan', Buffer.from('%PDF-'), 'a.pdf');
    expect(answer.body).toEqual({ fields: { reason: 'Firmada' }, scan: '%PDF-' });
  });

  it('may be sent as JSON if no file is attached', async () => {
    const answer = await request(app).post('/hojas/subir').send({ reason: 'Firmada' });
    expect(answer.body).toEqual({ fields: { reason: 'Firmada' } });
  });

  it('is refused above the size limit, with the field and the limit', async () => {
    const answer = await request(app).post('/hojas/subir').attach('scan', Buffer.alloc(1_048_577), 'a.pdf');
    expect([answer.status, answer.body]).toEqual([
      413,
      expect.objectContaining({ field: 'scan', detail: expect.stringContaining('1 MB') }),
    ]);
  });

  it('is refused by a screen without a file field, and under a different field name', async () => {
    expect((await request(app).post('/hojas/show').attach('scan', Buffer.from('x'), 'a')).status).toBe(404);
    expect((await request(app).post('/hojas/subir').attach('other', Buffer.from('x'), 'a')).status).toBe(422);
  });

  it('is refused without the permission', async () => {
    const refused = new DomainError('ACCESS.FORBIDDEN', { kind: 'forbidden' });
    const answer = await request(server([])).post('/hojas/subir').attach('scan', Buffer.from('%PDF-'), 'a.pdf');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([403, refused.code]);
  });
});
