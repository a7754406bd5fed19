import { ModuleRef } from '@nestjs/core';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../closing-guard.js';
import { PLACE_CHECKED, periodNameFor } from '../domain/office-name.js';
import { requireNameOfPlace, resolveTerritory } from '../domain/office-territory.js';
import { lockOfficesExclusive } from '../office-guard.js';
import { requireNoEqualOffice } from '../persistence/equal-offices.js';
import { findOfficeKind } from '../persistence/office-kinds.js';
import { storePeriod } from '../persistence/period-records.js';
import { findOffice, findPeriods, lockProcess, type OfficeView } from '../persistence/process-records.js';
import { findTerritoryChoices } from '../persistence/territory-records.js';
import { RegisteredAspirants } from '../registered-aspirants.js';

const DAY = 86_400_000;

const input = z.object({
  officeId: z.uuid(),
  kind: z.string().max(60),
  name: z.string().trim().min(1).max(200),
  territory: z.string().trim().max(200).default(''),
  reason: z.string().trim().min(1).max(1000),
  /** A form first sends false, and asks if the name mentions another place. Other callers have no page to ask on. */
  [PLACE_CHECKED]: z.boolean().default(true),
});

export interface CorrectedOffice {
  /** Signed sheets of aspirants that keep the former name. */
  readonly signedSheets: number;
}

/**
 * Corrects an office (§5.A). Once an aspirant is registered for it, only its name can change: kind and territory decide
 * whose support counts. A period whose name was made from that of the office is renamed too. The audit trail keeps the
 * previous values.
 * @throws DomainError PROCESSES.OFFICE_UNCHANGED, .OFFICE_HAS_ASPIRANTS, .OFFICE_KIND_UNKNOWN, .TERRITORY_MISSING,
 * .TERRITORY_UNKNOWN, .OFFICE_NAMES_OTHER_PLACE, .PERIOD_TOO_LONG, .OFFICE_TAKEN, .OFFICE_UNIQUE, .OFFICES_BUSY
 */
@CommandSpec({
  name: 'processes.correct-office',
  permission: 'processes.manage',
  input,
  noLegalDeadline: 'uses the territory catalogue in force',
})
export class CorrectOffice extends KernelCommand<z.input<typeof input>, CorrectedOffice> {}

@CommandHandler(CorrectOffice)
export class CorrectOfficeHandler implements ICommandHandler<CorrectOffice> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly modules: ModuleRef,
  ) {}

  async execute(command: CorrectOffice): Promise<CorrectedOffice> {
    const { officeId, kind, name, territory, reason, placeChecked } = command.input as z.infer<typeof input>;
    const { processId, entidad } = await findOffice(this.work, officeId);
    this.work.authorize({ entidad });
    await requireOpenProcess(this.work, processId);
    await lockProcess(this.work, processId);
    const office = await findOffice(this.work, officeId);
    const moved = kind !== office.kind || territory !== office.territory;
    if (!moved && name === office.name) {
      throw new DomainError('PROCESSES.OFFICE_UNCHANGED', { kind: 'conflict', field: 'name' });
    }
    const aspirants = this.modules.get(RegisteredAspirants, { strict: false });
    if (moved) {
      await lockOfficesExclusive(this.work, processId);
      if (await aspirants.existFor({ officeId })) {
        throw new DomainError('PROCESSES.OFFICE_HAS_ASPIRANTS', { kind: 'conflict', field: 'kind' });
      }
    }
    const { scope } = moved ? await findOfficeKind(this.work, entidad, kind) : office;
    const now = this.clock.now();
    const choices = await findTerritoryChoices(this.work, entidad, scope, now);
    const corrected = moved
      ? resolveTerritory(scope, territory, choices)
      : { key: office.territory, name: office.territoryName };
    requireNameOfPlace(name, corrected, choices, placeChecked);
    if (kind !== office.kind) await this.#requireFittingPeriods(entidad, kind, officeId);
    await requireNoEqualOffice(this.work, { id: officeId, processId, kind, name, territory: corrected.key }, 'name');
    await this.work.sql(
      'update processes.office set kind = $2, name = $3, territory = $4, territory_name = $5 where id = $1',
      [officeId, kind, name, corrected.key, corrected.name],
    );
    if (name !== office.name) await this.#renamePeriods(office, name, reason, now);
    const { kindLabel } = await findOffice(this.work, officeId);
    this.work.audit({
      subject: ['office', officeId],
      stream: processId,
      details: {
        ...{ name, kind, kindLabel, territory: corrected.key, territoryName: corrected.name },
        ...{ formerName: office.name, formerKind: office.kind, formerKindLabel: office.kindLabel },
        ...{ formerTerritory: office.territory, formerTerritoryName: office.territoryName },
      },
      reason,
    });
    return { signedSheets: name === office.name ? 0 : await aspirants.countSigned(officeId) };
  }

  async #renamePeriods(
    { id, processId, name: former }: OfficeView,
    name: string,
    reason: string,
    now: Date,
  ): Promise<void> {
    for (const period of await findPeriods(this.work, { officeId: id })) {
      if (period.name !== periodNameFor(former)) continue;
      const renamed = { ...period, version: period.version + 1, name: periodNameFor(name) };
      await storePeriod(this.work, processId, renamed, { reason }, now);
    }
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
