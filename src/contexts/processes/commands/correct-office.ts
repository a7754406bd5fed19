import { ModuleRef } from '@nestjs/core';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../closing-guard.js';
import { resolveTerritory } from '../domain/office-territory.js';
import { holdOfficesAlone } from '../office-guard.js';
import { requireNoEqualOffice } from '../persistence/equal-offices.js';
import { findOfficeKind } from '../persistence/office-kinds.js';
import { findOffice, findPeriods, lockProcess } from '../persistence/process-records.js';
import { findTerritoryChoices } from '../persistence/territory-records.js';
import { RegisteredAspirants } from '../registered-aspirants.js';

const DAY = 86_400_000;

const input = z.object({
  officeId: z.uuid(),
  kind: z.string().max(60),
  name: z.string().trim().min(1).max(200),
  territory: z.string().trim().max(200).default(''),
  reason: z.string().trim().min(1).max(1000),
});

/**
 * Corrects an office (§5.A). Once an aspirant is registered for it, only its name can change: kind and territory decide
 * whose support counts. The audit trail keeps the previous values.
 * @throws DomainError PROCESSES.OFFICE_UNCHANGED, .OFFICE_HAS_ASPIRANTS, .OFFICE_KIND_UNKNOWN, .TERRITORY_MISSING,
 * .TERRITORY_UNKNOWN, .PERIOD_TOO_LONG, .OFFICE_TAKEN, .OFFICE_UNIQUE, .OFFICES_BUSY
 */
@CommandSpec({
  name: 'processes.correct-office',
  permission: 'processes.manage',
  input,
  noLegalDeadline: 'uses the territory catalogue in force',
})
export class CorrectOffice extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(CorrectOffice)
export class CorrectOfficeHandler implements ICommandHandler<CorrectOffice> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly modules: ModuleRef,
  ) {}

  async execute(command: CorrectOffice): Promise<void> {
    const { officeId, kind, name, territory, reason } = command.input as z.infer<typeof input>;
    const { processId, entidad } = await findOffice(this.work, officeId);
    this.work.authorize({ entidad });
    await requireOpenProcess(this.work, processId);
    await lockProcess(this.work, processId);
    const office = await findOffice(this.work, officeId);
    const moved = kind !== office.kind || territory !== office.territory;
    if (!moved && name === office.name) {
      throw new DomainError('PROCESSES.OFFICE_UNCHANGED', { kind: 'conflict', field: 'name' });
    }
    if (moved) await this.#requireNoAspirants(processId, officeId);
    const corrected = moved
      ? await this.#placed(entidad, kind, territory)
      : { key: office.territory, name: office.territoryName };
    if (kind !== office.kind) await this.#requireFittingPeriods(entidad, kind, officeId);
    await requireNoEqualOffice(this.work, { id: officeId, processId, kind, name, territory: corrected.key }, 'name');
    await this.work.sql(
      'update processes.office set kind = $2, name = $3, territory = $4, territory_name = $5 where id = $1',
      [officeId, kind, name, corrected.key, corrected.name],
    );
    const { kindLabel } = await findOffice(this.work, officeId);
    this.work.audit({
      subject: ['office', officeId],
      stream: processId,
      details: {
        ...{ name, kind, kindLabel, territory: corrected.key, territoryName: corrected.name, reason },
        ...{ formerName: office.name, formerKind: office.kind, formerKindLabel: office.kindLabel },
        ...{ formerTerritory: office.territory, formerTerritoryName: office.territoryName },
      },
    });
  }

  async #requireNoAspirants(processId: string, officeId: string): Promise<void> {
    await holdOfficesAlone(this.work, processId);
    const aspirants = this.modules.get(RegisteredAspirants, { strict: false });
    if (await aspirants.existFor({ officeId })) {
      throw new DomainError('PROCESSES.OFFICE_HAS_ASPIRANTS', { kind: 'conflict', field: 'kind' });
    }
  }

  async #placed(entidad: string, kind: string, territory: string): Promise<{ key: string; name: string }> {
    const { scope } = await findOfficeKind(this.work, entidad, kind);
    const choices = await findTerritoryChoices(this.work, entidad, scope, this.clock.now());
    return resolveTerritory(scope, territory, choices);
  }

  async #requireFittingPeriods(entidad: string, kind: string, officeId: string): Promise<void> {
    const { maxDays } = await findOfficeKind(this.work, entidad, kind);
    const periods = await findPeriods(this.work, { officeId });
    if (periods.some(({ opensAt, closesAt }) => closesAt.getTime() - opensAt.getTime() > maxDays * DAY)) {
      throw new DomainError('PROCESSES.PERIOD_TOO_LONG', {
        kind: 'conflict',
        field: 'kind',
        params: { days: maxDays },
      });
    }
  }
}
