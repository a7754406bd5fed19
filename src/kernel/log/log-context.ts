import { AsyncLocalStorage } from 'node:async_hooks';
import { currentWork } from '../messaging/unit-of-work.js';

interface RequestIds {
  readonly requestId: string;
}

const storage = new AsyncLocalStorage<RequestIds>();

/** Runs the handling of a request; every log line written during it contains the ids of the request. */
export function runInRequest<Result>(ids: RequestIds, work: () => Result): Result {
  return storage.run(ids, work);
}

/** The ids of the request, use case or job that is running. */
export function logContext(): Record<string, string> {
  const work = currentWork();
  return {
    ...storage.getStore(),
    ...(work && { correlationId: work.correlationId, actor: work.actor.kind }),
  };
}
