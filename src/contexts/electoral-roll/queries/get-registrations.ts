import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ElectoralRoll, NoRollCutError, type RollEntryStatus } from '../roll-port.js';
import { normaliseIdentifier } from '#electoral/identifiers';

const input = z.object({
  clavesElector: z.array(z.string().min(1).max(24)).min(1).max(2000),
  entidad: z.string().regex(/^\d{2}$/),
});

export interface RegistrationsAnswer {
  /** One per clave, in the same order; `undefined` while no roll cut is loaded. */
  readonly statuses: readonly RollEntryStatus[] | undefined;
  readonly rollCut: string | null;
}

/**
 * Returns which of many people are in the padrón (§6.4), in one query. An aspirant learns no more than from
 * {@link GetRegistration}; the baja causes are for the OPL. A single audit entry records the number of people.
 */
@QuerySpec({
  name: 'electoral-roll.get-registrations',
  permission: 'electoral-roll.registration',
  input,
  personalData: true,
  unscoped: 'the roll is national',
  heldBy: 'system',
})
export class GetRegistrations extends KernelQuery<z.infer<typeof input>, RegistrationsAnswer> {}

@QueryHandler(GetRegistrations)
export class GetRegistrationsHandler implements IQueryHandler<GetRegistrations> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly roll: ElectoralRoll,
  ) {}

  async execute({ input: { clavesElector, entidad } }: GetRegistrations): Promise<RegistrationsAnswer> {
    this.work.authorize({ entidad });
    this.work.audit({ subject: ['roll', entidad], details: { asked: clavesElector.length } });
    try {
      const { statuses, cut } = await this.roll.findStatuses(clavesElector.map(normaliseIdentifier));
      return { statuses, rollCut: cut.name };
    } catch (error) {
      if (error instanceof NoRollCutError) return { statuses: undefined, rollCut: null };
      throw error;
    }
  }
}
