import { systemActor } from '../../kernel/access/actor.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../aspirants/index.js';
import { GetProcess, requireOpenProcess } from '../processes/index.js';
import { requireAspirantDuties } from './persistence/duties-records.js';

/** The aspirant who registers auxiliaries, with their office and process. */
export interface AspirantContext {
  readonly aspirantId: string;
  readonly officeId: string;
  readonly processId: string;
  readonly idProceso: string;
  readonly entidad: string;
  readonly confirmed: boolean;
}

export async function loadAspirantContext(dispatcher: Dispatcher, aspirantId: string): Promise<AspirantContext> {
  const system = systemActor('auxiliaries.register-auxiliary');
  const aspirant = await dispatcher.ask(system, new GetAspirant({ aspirantId }));
  const { entidad, officeId, processId } = aspirant;
  const { idProceso } = await dispatcher.ask(system, new GetProcess({ processId }));
  return { aspirantId, officeId, processId, idProceso, entidad, confirmed: aspirant.status === 'confirmed' };
}

/**
 * Requires that the aspirant may register auxiliaries: the aspirant is confirmed and has accepted the duties (§6.9),
 * and the process is not closed.
 * @throws DomainError AUXILIARIES.ASPIRANT_NOT_CONFIRMED, .DUTIES_NOT_ACCEPTED, PROCESSES.PROCESS_CLOSED
 */
export async function requireCanRegister(
  work: UnitOfWork,
  { aspirantId, processId, confirmed }: AspirantContext,
): Promise<void> {
  await requireOpenProcess(work, processId);
  if (!confirmed) throw new DomainError('AUXILIARIES.ASPIRANT_NOT_CONFIRMED', { kind: 'conflict' });
  await requireAspirantDuties(work, aspirantId);
}
