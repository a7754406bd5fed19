import type { AspirantView } from '../contexts/aspirants/index.js';
import type { Actor } from '../kernel/access/actor.js';
import type { Clock } from '../kernel/clock/clock.js';
import type { Dispatcher } from '../kernel/messaging/dispatcher.js';
import type { PortalAspirant } from './contribution.js';

/** The argument that the functions of a `PortalContribution` receive. */
export function portalAspirant(
  dispatcher: Dispatcher,
  clock: Clock,
  actor: Actor,
  { id, processId, officeId }: Pick<AspirantView, 'id' | 'processId' | 'officeId'>,
): PortalAspirant {
  return {
    aspirantId: id,
    processId,
    officeId,
    now: () => clock.now(),
    ask: (query) => dispatcher.ask(actor, query),
  };
}
