import type { RequestHandler } from 'express';
import { DomainError } from '../errors/domain-error.js';
import { isSubmission, runInSubmission } from '../messaging/submission.js';

/** Header of a form sent by a script. */
export const SUBMISSION_HEADER = 'idempotency-key';
/** Query parameter of a form sent by the browser: the helper `{{envio}}` writes it into the form's action. */
export const SUBMISSION_PARAMETER = 'envio';

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Handles each form with its idempotency key. Mounted after the session. */
export function submissionKeys(): RequestHandler {
  return (request, _response, next) => {
    const sent = request.headers[SUBMISSION_HEADER] ?? request.query[SUBMISSION_PARAMETER];
    if (request.method !== 'POST' || typeof sent !== 'string' || !KEY.test(sent)) {
      next();
      return;
    }
    runInSubmission(sent, next);
  };
}

/** Refuses a form without an idempotency key, because a lost answer could not be requested again. */
export const requireSubmissionKey: RequestHandler = (_request, _response, next) => {
  next(isSubmission() ? undefined : new DomainError('KERNEL.SUBMISSION_KEY_MISSING', { kind: 'invalid' }));
};
