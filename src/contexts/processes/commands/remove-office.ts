import { ModuleRef } from '@nestjs/core';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../closing-guard.js';
import { lockOfficesExclusive } from '../office-guard.js';
import { findOffice, lockProcess } from '../persistence/process-records.js';
import { RegisteredAspirants } from '../registered-aspirants.js';

const input = z.object({ officeId: z.uuid(), reason: z.string().trim().min(1).max(1000) });

/**
 * Removes an office that has never had an aspirant, a capture period or a threshold, whose history must be kept (§5.A).
 * @throws DomainError PROCESSES.OFFICE_HAS_ASPIRANTS, .OFFICE_IN_USE, .OFFICES_BUSY
 */
@CommandSpec({ name: 'processes.remove-office', permission: 'processes.manage', input })
export class RemoveOffice extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(RemoveOffice)
export class RemoveOfficeHandler implements ICommandHandler<RemoveOffice> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly modules: ModuleRef,
  ) {}

  async execute({ input: { officeId, reason } }: RemoveOffice): Promise<void> {
    const { processId, entidad } = await findOffice(this.work, officeId);
    this.work.authorize({ entidad });
    await requireOpenProcess(this.work, processId);
    await lockProcess(this.work, processId);
    const office = await findOffice(this.work, officeId);
    await lockOfficesExclusive(this.work, processId);
    const aspirants = this.modules.get(RegisteredAspirants, { strict: false });
    if (await aspirants.existFor({ officeId })) {
      throw new DomainError('PROCESSES.OFFICE_HAS_ASPIRANTS', { kind: 'conflict' });
    }
    const uses = await this.work.sql(
      `select from processes.capture_period where office_id = $1
       union all select from processes.office_rule where office_id = $1`,
      [officeId],
    );
    if (uses.length > 0) throw new DomainError('PROCESSES.OFFICE_IN_USE', { kind: 'conflict' });
    await this.work.sql('delete from processes.office where id = $1', [officeId]);
    this.work.audit({
      subject: ['office', officeId],
      stream: processId,
      details: {
        ...{ formerName: office.name, formerKind: office.kind, formerKindLabel: office.kindLabel },
        ...{ formerTerritory: office.territory, formerTerritoryName: office.territoryName },
      },
      reason,
    });
  }
}
