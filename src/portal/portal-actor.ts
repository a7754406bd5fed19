import type { Actor } from '../kernel/access/actor.js';

/** All permissions of an aspirant. */
const ASPIRANT_PERMISSIONS: ReadonlySet<string> = new Set([
  'aspirants.read',
  'aspirants.read-own',
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

/** Read-only permissions of a withdrawn aspirant. */
const WITHDRAWN_PERMISSIONS: ReadonlySet<string> = new Set([
  'aspirants.read',
  'aspirants.read-own',
  'auxiliaries.read',
  'auxiliaries.read-papers',
  'intake.read',
  'verification.read',
]);

/** The actor of an aspirant, scoped to their own records. */
export function aspirantActor(aspirantId: string, withdrawn = false): Actor {
  return {
    kind: 'aspirant',
    id: aspirantId,
    label: 'aspirante',
    permissions: withdrawn ? WITHDRAWN_PERMISSIONS : ASPIRANT_PERMISSIONS,
    scope: { aspirantId },
  };
}
