import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../closing-guard.js';
import { findOffice, findProcess, lockProcess } from '../persistence/process-records.js';
import { findRules } from '../persistence/rule-records.js';
import { thresholdRuleSchema } from '../domain/threshold-rule.js';

const input = z.object({
  officeId: z.uuid(),
  rule: thresholdRuleSchema,
  /** Number of the OPL's agreement; required except in a practice process. */
  agreement: z.string().trim().max(100).optional(),
  reason: z.string().trim().max(1000).optional(),
  /** Version on which the change is based, for optimistic locking. */
  version: z.number().int().optional(),
});

/**
 * Sets the number of supports an office requires and their dispersion. A change stores a new version with agreement and
 * reason, and keeps the old one.
 * @throws DomainError PROCESSES.RULE_AGREEMENT_MISSING, .RULE_REASON_MISSING, .RULE_CHANGED_MEANWHILE, .PROCESS_CLOSED
 */
@CommandSpec({ name: 'processes.set-office-rule', permission: 'processes.manage', input })
export class SetOfficeRule extends KernelCommand<z.input<typeof input>, { version: number }> {}

@CommandHandler(SetOfficeRule)
export class SetOfficeRuleHandler implements ICommandHandler<SetOfficeRule> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(command: SetOfficeRule): Promise<{ version: number }> {
    const { officeId, rule, agreement = '', reason = '', version } = command.input as z.infer<typeof input>;
    const office = await findOffice(this.work, officeId);
    this.work.authorize({ entidad: office.entidad });
    await requireOpenProcess(this.work, office.processId);
    await lockProcess(this.work, office.processId);
    // It may have been removed before this transaction held the lock of the process.
    await findOffice(this.work, officeId);
    const process = await findProcess(this.work, office.processId);
    const [previous] = await findRules(this.work, officeId);
    if (version !== undefined && previous && previous.version !== version) {
      throw new DomainError('PROCESSES.RULE_CHANGED_MEANWHILE', { kind: 'conflict' });
    }
    const faults = new Faults();
    if (agreement === '' && !process.practice) {
      faults.add('PROCESSES.RULE_AGREEMENT_MISSING', { kind: 'invalid', field: 'agreement' });
    }
    if (previous && reason === '') faults.add('PROCESSES.RULE_REASON_MISSING', { kind: 'invalid', field: 'reason' });
    faults.throwIfAny();
    const next = (previous?.version ?? 0) + 1;
    await this.work.sql(
      `insert into processes.office_rule (office_id, version, rule, agreement, reason, actor_id, at)
       values ($1, $2, $3, nullif($4, ''), nullif($5, ''), $6, $7)`,
      [officeId, next, JSON.stringify(rule), agreement, reason, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({
      subject: ['office', officeId],
      stream: office.processId,
      details: { version: next, rule: JSON.stringify(rule), agreement },
      reason,
    });
    return { version: next };
  }
}
