import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../closing-guard.js';
import { PLACE_CHECKED } from '../domain/office-name.js';
import { requireNameOfPlace, resolveTerritory } from '../domain/office-territory.js';
import { findOfficeKind } from '../persistence/office-kinds.js';
import { requireNoEqualOffice } from '../persistence/equal-offices.js';
import { findProcess, lockProcess } from '../persistence/process-records.js';
import { findTerritoryChoices } from '../persistence/territory-records.js';

const input = z.object({
  processId: z.uuid(),
  kind: z.string().max(60),
  name: z.string().trim().min(1).max(200),
  /** Key in the territory catalogue, or free text if none is loaded. Empty for an office of the whole entidad. */
  territory: z.string().trim().max(200).default(''),
  /** A form first sends false, and asks if the name mentions another place. Other callers have no page to ask on. */
  [PLACE_CHECKED]: z.boolean().default(true),
});

/**
 * Adds an office to a process, with the part of the entidad in which it is elected (§5.1, §5.A).
 * @throws DomainError PROCESSES.OFFICE_KIND_UNKNOWN, .TERRITORY_MISSING, .TERRITORY_UNKNOWN, .OFFICE_NAMES_OTHER_PLACE,
 * .OFFICE_TAKEN, .OFFICE_UNIQUE
 */
@CommandSpec({
  name: 'processes.add-office',
  permission: 'processes.manage',
  input,
  noLegalDeadline: 'uses the territory catalogue in force',
})
export class AddOffice extends KernelCommand<z.input<typeof input>, { officeId: string }> {}

@CommandHandler(AddOffice)
export class AddOfficeHandler implements ICommandHandler<AddOffice> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(command: AddOffice): Promise<{ officeId: string }> {
    const { processId, kind, name, territory, placeChecked } = command.input as z.infer<typeof input>;
    const process = await findProcess(this.work, processId);
    this.work.authorize({ entidad: process.entidad });
    await requireOpenProcess(this.work, processId);
    const { scope, label: kindLabel } = await findOfficeKind(this.work, process.entidad, kind);
    const choices = await findTerritoryChoices(this.work, process.entidad, scope, this.clock.now());
    const resolved = resolveTerritory(scope, territory, choices);
    requireNameOfPlace(name, resolved, choices, placeChecked);
    const officeId = randomId();
    await lockProcess(this.work, processId);
    await requireNoEqualOffice(this.work, { id: officeId, processId, kind, name, territory: resolved.key }, 'name');
    await this.work.sql(
      `insert into processes.office (id, process_id, kind, name, territory, territory_name) values ($1, $2, $3, $4, $5, $6)`,
      [officeId, processId, kind, name, resolved.key, resolved.name],
    );
    this.work.audit({
      subject: ['office', officeId],
      stream: processId,
      details: { kind, kindLabel, name, territory: resolved.key, territoryName: resolved.name },
    });
    return { officeId };
  }
}
