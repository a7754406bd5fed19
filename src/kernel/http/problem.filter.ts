import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { messageFor } from '../errors/catalogue.js';
import { DomainError, type ErrorKind } from '../errors/domain-error.js';
import { codeOf, outageOf } from '../outages/outage.js';
import type { Pages } from './pages.js';
import { SUBMISSION_PARAMETER } from './submission-keys.js';
import { safeMessage, safeStack } from '../errors/safe-text.js';

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
};

export function statusOf(error: DomainError): number {
  return STATUS[error.kind];
}

/** RFC 9457 problem details; `detail` is Spanish, `code` is stable. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly field?: string;
  readonly errors?: readonly { readonly code: string; readonly field?: string; readonly detail: string }[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Solicitud incorrecta',
  401: 'Debe entrar',
  403: 'No permitido',
  404: 'No encontrado',
  409: 'En conflicto con lo que ya existe',
  410: 'Ya no está disponible',
  413: 'Demasiado grande',
  422: 'Datos por corregir',
  429: 'Demasiados intentos',
  500: 'Falla del sistema',
  503: 'Servicio ocupado',
};

export function problemOf(error: DomainError): Problem {
  const status = statusOf(error);
  return {
    type: `urn:apoyo-ciudadano:problem:${error.code}`,
    title: TITLES[status] ?? '',
    status,
    detail: messageFor(error),
    code: error.code,
    ...error.extensions,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.also.length === 0
      ? {}
      : {
          errors: error.all().map((fault) => ({ code: fault.code, field: fault.field, detail: messageFor(fault) })),
        }),
  };
}

/** Default for `Retry-After`. */
const RETRY_AFTER_SECONDS = 30;

/** Maps any error to a DomainError that reveals nothing about its cause. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const status = error instanceof HttpException ? error.getStatus() : (error as { status?: unknown } | null)?.status;
  if (status === 404) return new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
  if (status === 413) {
    return new DomainError('KERNEL.BODY_TOO_LARGE', { kind: 'too-large', params: { limit: '100 kB' } });
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new DomainError('KERNEL.INPUT_INVALID', { kind: 'invalid', params: { field: 'solicitud' } });
  }
  const outage = outageOf(error);
  if (outage?.service === 'storage') {
    return new DomainError('KERNEL.STORAGE_UNAVAILABLE', { kind: 'unavailable', cause: error });
  }
  if (outage) return new DomainError('KERNEL.BUSY', { kind: 'unavailable', cause: error });
  return new DomainError('KERNEL.UNEXPECTED', { kind: 'unavailable', cause: error });
}

/** Logs the fault of this installation that caused an error response; client errors have none. Never quotes values. */
export function logFault(logger: Logger, known: DomainError, ids: Readonly<Record<string, string | undefined>>): void {
  const { cause, code } = known;
  if (cause === undefined) return;
  const isUnexpected = code === 'KERNEL.UNEXPECTED';
  const reason = isUnexpected ? safeStack(cause) : `${safeMessage(cause)} (${codeOf(cause)})`;
  logger.error({ msg: `${code}: ${reason}`, code, reason: codeOf(cause), ...ids });
}

/** Renders every error: as problem details for the API, as a page for browsers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Http');

  /** @param pages if absent, every error is sent as problem details. */
  constructor(private readonly pages?: Pages) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const known = toDomainError(error);
    const problem =
      known.code === 'KERNEL.UNEXPECTED' ? { ...problemOf(known), status: 500, title: TITLES[500] } : problemOf(known);
    logFault(this.#logger, known, idsOf(request, response));
    if (response.headersSent) {
      response.end();
      return;
    }
    const retryAfter = known.retryAfterSeconds ?? (problem.status === 503 ? RETRY_AFTER_SECONDS : undefined);
    if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
    if (this.pages && wantsPage(request)) {
      const isUnknown = problem.status >= 500 && isFailure(known) && SUBMISSION_PARAMETER in request.query;
      // With the code, an operator finds the failure in the log.
      const code = problem.status >= 500 ? problem.code : undefined;
      this.pages.send(response, 'problem', { problem, isUnknown, code }, problem.status);
      return;
    }
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

/** A failure that may have happened after the commit; a rule's refusal cannot. */
function isFailure({ code }: DomainError): boolean {
  return code === 'KERNEL.UNEXPECTED' || code === 'KERNEL.BUSY';
}

/** The ids by which an operator finds a request and its record in the log. Other parameters may be secret links. */
function idsOf(request: Request, response: Response): Record<string, string | undefined> {
  const { requestId } = response.locals as { readonly requestId?: string };
  const params = Object.entries(request.params).filter(
    ([name, value]) => /^(folio|id|\w+Id)$/.test(name) && typeof value === 'string' && /^[\w-]{1,64}$/.test(value),
  ) as [string, string][];
  return { requestId, ...Object.fromEntries(params) };
}

/** True for a browser that opens a page or submits a form. The API always sends problem details. */
function wantsPage(request: Request): boolean {
  return !request.path.startsWith('/api/') && request.accepts(['json', 'html']) === 'html';
}
