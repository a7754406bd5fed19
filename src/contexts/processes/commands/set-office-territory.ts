import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../closing-guard.js';
import { PLACE_CHECKED } from '../domain/office-name.js';
import { hasTerritoryKey, requireNameOfPlace, resolveTerritory } from '../domain/office-territory.js';
import { requireNoEqualOffice } from '../persistence/equal-offices.js';
import { findOffice, findPeriods, lockProcess } from '../persistence/process-records.js';
import { findTerritoryChoices } from '../persistence/territory-records.js';

const input = z.object({
  officeId: z.uuid(),
  territory: z.string().trim().max(200),
  reason: z.string().trim().min(1).max(1000),
  /** A form first sends false, and asks if the name mentions another place. Other callers have no page to ask on. */
  [PLACE_CHECKED]: z.boolean().default(true),
});

/**
 * Sets the territory in which an office is elected (§5.A). Used for an office that was added before a catalogue was
 * loaded, or to correct the territory before capture starts. It applies to supports verified from then on; earlier
 * ones keep their result until they are verified again.
 * @throws DomainError PROCESSES.TERRITORY_MISSING, .TERRITORY_UNKNOWN, .OFFICE_NAMES_OTHER_PLACE, .OFFICE_PLACED,
 * .OFFICE_TAKEN, .OFFICE_UNIQUE
 */
@CommandSpec({
  name: 'processes.set-office-territory',
  permission: 'processes.manage',
  input,
  deadlines: { 'capture-opens': 'refuses' },
})
export class SetOfficeTerritory extends KernelCommand<z.input<typeof input>, { territory: string }> {}

@CommandHandler(SetOfficeTerritory)
export class SetOfficeTerritoryHandler implements ICommandHandler<SetOfficeTerritory> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(command: SetOfficeTerritory): Promise<{ territory: string }> {
    const { officeId, territory, reason, placeChecked } = command.input as z.infer<typeof input>;
    const { processId, entidad } = await findOffice(this.work, officeId);
    this.work.authorize({ entidad });
    await requireOpenProcess(this.work, processId);
    await lockProcess(this.work, processId);
    const office = await findOffice(this.work, officeId);
    const now = this.clock.now();
    const periods = await findPeriods(this.work, { officeId });
    // A period that was deactivated after it opened may have supports too.
    if (hasTerritoryKey(office) && periods.some(({ opensAt }) => opensAt <= now)) {
      throw new DomainError('PROCESSES.OFFICE_PLACED', {
        kind: 'conflict',
        field: 'territory',
        params: { territory: office.territoryName },
      });
    }
    const choices = await findTerritoryChoices(this.work, office.entidad, office.scope, now);
    const resolved = resolveTerritory(office.scope, territory, choices);
    requireNameOfPlace(office.name, resolved, choices, placeChecked);
    await requireNoEqualOffice(this.work, { ...office, territory: resolved.key }, 'territory');
    await this.work.sql('update processes.office set territory = $2, territory_name = $3 where id = $1', [
      officeId,
      resolved.key,
      resolved.name,
    ]);
    this.work.audit({
      subject: ['office', officeId],
      stream: office.processId,
      details: {
        ...{ territory: resolved.key, territoryName: resolved.name },
        ...{ formerTerritory: office.territory, formerTerritoryName: office.territoryName },
      },
      reason,
    });
    return { territory: resolved.key };
  }
}
