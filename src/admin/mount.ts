import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { CurrentAdmin } from 'adminjs';
import { Router as AdminRoutes } from 'adminjs';
import express, { Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { Clock } from '../kernel/clock/clock.js';
import { AppConfig } from '../kernel/config/config.js';
import { FieldCipher } from '../kernel/crypto/field-cipher.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { DomainError } from '../kernel/errors/domain-error.js';
import { requireSubmissionKey, submissionKeys } from '../kernel/http/submission-keys.js';
import { logFault, problemOf, toDomainError } from '../kernel/http/problem.filter.js';
import { sendListFile } from '../kernel/lists/list-file.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { buildBackOffice } from './back-office.js';
import { parseUpload } from './uploads.js';
import { CONTRIBUTIONS } from './contributions.js';
import { asCurrentAdmin } from './current-admin.js';
import { frameFor } from './frame.js';
import { Official } from './official.js';
import { adaptPage } from './page-html.js';
import { returnPath } from './return-path.js';
import { screensOf, textParameters } from './screen.js';
import { OfficialSessions } from './official-sessions.js';
import { adminSession } from './session.js';

const CATALOGUES = CONTRIBUTIONS.flatMap(({ catalogues = [] }) => catalogues);
const PAGES = CONTRIBUTIONS.flatMap(({ pages = [] }) => pages);
const SIGN_IN = '/admin/entrar';
const FORM_LIMIT = '1mb';
/** Built by `npm run build` from the contexts' components. The path resolves from both `src` and `dist`. */
const COMPONENTS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist', 'admin', 'components.bundle.js');

/**
 * Serves the back office under `/admin`: the session, then AdminJS's pages and data. Other paths (sign-in, first
 * access) fall through to Nest controllers, with the session.
 */
export async function mountAdmin(app: NestExpressApplication): Promise<void> {
  const { mode } = app.get(AppConfig);
  const [dispatcher, clock, cipher] = [app.get(Dispatcher), app.get(Clock), app.get(FieldCipher)];

  const sessions = app.get(OfficialSessions, { strict: false });

  const signedIn: RequestHandler = async (request, response, next) => {
    const known = await sessions.current(request);
    response.setHeader('Cache-Control', 'no-store');
    const isData = request.path.startsWith('/api/');
    if (known && !isData && known.requiredPage !== null) {
      response.redirect(303, known.requiredPage);
    } else if (known) {
      const official = new Official(known, dispatcher, clock, cipher, String(response.locals['requestId']));
      response.locals['official'] = official;
      // Data requests do not need the notice.
      const frame = frameFor(official, CONTRIBUTIONS, mode, isData ? null : await noticeFor(official));
      response.locals['currentAdmin'] = asCurrentAdmin(official, frame);
      next();
    } else if (isData) {
      next(new DomainError('ACCESS.UNAUTHENTICATED', { kind: 'unauthenticated' }));
    } else {
      const page = request.method === 'GET' ? returnPath(request.originalUrl) : undefined;
      const isStart = page === undefined || page === '/admin';
      response.redirect(303, isStart ? SIGN_IN : `${SIGN_IN}?${new URLSearchParams({ volver: page }).toString()}`);
    }
  };

  const router = Router();
  router.use('/frontend/assets', bundles());
  adminRoutes(router, signedIn);
  router.get('/archivos/:catalogue/:id/:file', signedIn, download);
  router.get('/archivos/:catalogue/:file', signedIn, downloadList);
  router.use(asProblem);
  app.use('/admin', await adminSession(app), submissionKeys(), router);
}

async function noticeFor(official: Official): Promise<string | null> {
  for (const { notice } of CONTRIBUTIONS) {
    const sentence = await notice?.(official);
    if (sentence) return sentence;
  }
  return null;
}

/** Registers AdminJS's routes, except search and bulk actions, which no catalogue has, and its bundler. */
function adminRoutes(router: Router, signedIn: RequestHandler): void {
  const admin = buildBackOffice(CONTRIBUTIONS);
  const version = bundleVersion();
  const known = new Set(
    CATALOGUES.flatMap((catalogue) => Object.keys(screensOf(catalogue)).map((name) => `${catalogue.id}/${name}`)),
  );
  for (const { method, path, Controller, action } of AdminRoutes.routes as readonly AdminRoute[]) {
    if (['search', 'bulkAction', 'bundleComponents'].includes(action)) continue;
    const isData = path.startsWith('/api/');
    const handler: RequestHandler = async (request, response) => {
      const params = request.params as Record<string, string>;
      if (isData) requireKnown(params, known, admin.options.pages ?? {});
      const controller = new Controller({ admin }, response.locals['currentAdmin'] as CurrentAdmin);
      const answer = await controller[action]?.(
        { params, query: request.query, payload: request.body as object, method: request.method.toLowerCase() },
        response,
      );
      if (isData) response.json(answer);
      else response.type('html').send(adaptPage(String(answer), String(response.locals['nonce']), version));
    };
    const address = path.replaceAll(/\{(\w+)\}/g, ':$1') || '/';
    if (method === 'GET') router.get(address, signedIn, handler);
    else
      router.post(
        address,
        signedIn,
        requireSubmissionKey,
        express.json({ limit: FORM_LIMIT }),
        parseUpload(CONTRIBUTIONS),
        handler,
      );
  }
}

interface AdminRoute {
  readonly method: string;
  readonly path: string;
  readonly Controller: new (
    admin: object,
    currentAdmin: CurrentAdmin,
  ) => Record<string, (request: object, response: Response) => Promise<unknown>>;
  readonly action: string;
}

function requireKnown(params: Record<string, string>, actions: ReadonlySet<string>, pages: object): void {
  const { resourceId, action, pageName } = params;
  const isKnown =
    resourceId === undefined
      ? pageName === undefined || Object.hasOwn(pages, pageName)
      : actions.has(`${resourceId}/${String(action)}`);
  if (!isKnown) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
}

async function download(request: Request, response: Response): Promise<void> {
  const { catalogue, id, file } = request.params as Record<string, string>;
  const official = response.locals['official'] as Official;
  const found = CATALOGUES.find((each) => each.id === catalogue);
  const wanted = found?.record?.files?.[String(file)];
  if (!wanted) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
  await official.require(wanted.permission);
  const { fileName, type, content } = await wanted.load(official, String(id));
  response.attachment(fileName).type(type).send(content);
}

/** Exports a list with the filters of the URL. */
async function downloadList(request: Request, response: Response): Promise<void> {
  const { catalogue, file } = request.params as Record<string, string>;
  const official = response.locals['official'] as Official;
  const list = CATALOGUES.find(({ id }) => id === catalogue) ?? PAGES.find(({ name }) => name === catalogue);
  const wanted = list?.files?.[String(file)];
  if (!wanted) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
  await official.require(wanted.permission);
  const wantedList = { recordId: '', query: textParameters(request.query) };
  await sendListFile(response, official.actor.id, () => wanted.load(official, wantedList));
}

/**
 * Serves the bundles of AdminJS and of the back office. Their URLs contain a version, so browsers may cache them
 * forever.
 */
function bundles(): Router {
  const router = Router();
  for (const [name, path] of bundleFiles()) {
    router.get(`/${name}`, (_request, response) => {
      response.sendFile(path, { maxAge: '365d', immutable: true, dotfiles: 'allow' });
    });
  }
  return router;
}

function bundleFiles(): [name: string, path: string][] {
  const own = AdminRoutes.assets.map(({ path, src }): [string, string] => [
    path.slice('/frontend/assets/'.length),
    src.replace('.development.js', '.production.js'),
  ]);
  return [
    ...own.filter(([name]) => name.endsWith('.bundle.js') && name !== 'components.bundle.js'),
    ['components.bundle.js', COMPONENTS],
  ];
}

/** @throws Error if the components bundle has not been built. */
function bundleVersion(): string {
  if (!existsSync(COMPONENTS)) throw new Error(`Falta ${COMPONENTS}: ejecute una vez npm run build.`);
  const digests = bundleFiles().map(([, path]) => sha256(readFileSync(path)));
  return sha256(Buffer.concat(digests)).toString('base64url').slice(0, 12);
}

const logger = new Logger('BackOffice');

const asProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const known = toDomainError(error);
  logFault(logger, known, { requestId: (response.locals as { readonly requestId?: string }).requestId });
  const problem = problemOf(known);
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
};
