import type { Actor } from '../kernel/access/actor.js';

/** All that an aspirant may do; what is not here no session of the portal can reach. */
const ASPIRANT_PERMISSIONS: ReadonlySet<string> = new Set([
  'aspirants.read',
  'auxiliaries.read',
  'auxiliaries.register',
  'auxiliaries.accept-duties',
  'auxiliaries.upload-papers',
  'auxiliaries.read-papers',
  'auxiliaries.transfer-papers',
  'auxiliaries.discharge',
  'auxiliaries.resend',
  'auxiliaries.correct',
  'intake.read',
  'verification.read',
]);

/** What is left of it to who has withdrawn: to read. */
const WITHDRAWN_PERMISSIONS: ReadonlySet<string> = new Set([
  'aspirants.read',
  'auxiliaries.read',
  'auxiliaries.read-papers',
  'intake.read',
  'verification.read',
]);

/** An aspirant as every use case sees them: their own records, nobody else's. */
export function aspirantActor(aspirantId: string, withdrawn = false): Actor {
  return {
    kind: 'aspirant',
    id: aspirantId,
    label: 'aspirante',
    permissions: withdrawn ? WITHDRAWN_PERMISSIONS : ASPIRANT_PERMISSIONS,
    scope: { aspirantId },
  };
}
