import { isPermitted } from '../access/access.js';
import { TERRITORY } from '../access/actor.js';
import { DomainError } from '../errors/domain-error.js';
import type { UnitOfWork } from '../messaging/unit-of-work.js';
import type { LongJobKinds } from './long-job-kinds.js';

interface OwnedLongJob {
  readonly kind: string;
  readonly territory: string | null;
}

/** @throws DomainError ACCESS.OUT_OF_SCOPE if the job does not exist or the actor may not see its territory or kind. */
export function authorizeLongJob<Job extends OwnedLongJob>(
  work: UnitOfWork,
  kinds: LongJobKinds,
  job: Job | undefined,
): Job {
  const spec = job && kinds.find(job.kind)?.spec;
  if (!job || !spec || !isPermitted(work.actor, spec.permission)) {
    throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  }
  work.authorize(job.territory === null ? {} : { [TERRITORY]: job.territory });
  return job;
}
