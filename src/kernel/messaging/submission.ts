import { AsyncLocalStorage } from 'node:async_hooks';

/** One form that a page sent, with the commands it has run so far. */
interface Submission {
  readonly key: string;
  steps: number;
}

const storage = new AsyncLocalStorage<Submission>();

/** Runs the handling of a form with the idempotency key of its page. */
export function runInSubmission<Result>(key: string, work: () => Result): Result {
  return storage.run({ key, steps: 0 }, work);
}

export function isSubmission(): boolean {
  return storage.getStore() !== undefined;
}

/** The key of the form that is handled and the position of its next command; undefined outside a form. */
export function nextSubmissionStep(): { readonly key: string; readonly step: number } | undefined {
  const submission = storage.getStore();
  if (!submission) return undefined;
  const step = submission.steps;
  submission.steps += 1;
  return { key: submission.key, step };
}
