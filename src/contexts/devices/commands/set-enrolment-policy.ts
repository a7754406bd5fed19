import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { enrolmentPolicySchema } from '../domain/enrolment-policy.js';
import { policyOf } from '../persistence/enrolment-policies.js';

const input = enrolmentPolicySchema.extend({
  entidad: z.string().regex(/^\d{2}$/),
  reason: z.string().trim().min(1).max(500),
  /** Version on which the change is based, for optimistic locking; 0 if none was set. */
  version: z.int().min(0).optional(),
});

/**
 * The OPL sets its policy for devices that enrol from now on (decision 24).
 * @throws DomainError AUXILIARIES.RULE_CHANGED_MEANWHILE
 */
@CommandSpec({ name: 'devices.set-enrolment-policy', permission: 'devices.set-policy', input })
export class SetEnrolmentPolicy extends KernelCommand<z.infer<typeof input>, { version: number }> {}

@CommandHandler(SetEnrolmentPolicy)
export class SetEnrolmentPolicyHandler implements ICommandHandler<SetEnrolmentPolicy> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input }: SetEnrolmentPolicy): Promise<{ version: number }> {
    const { entidad, reason, version: basedOn, ...policy } = input;
    this.work.authorize({ entidad });
    const current = (await policyOf(this.work, entidad)).version;
    if (basedOn !== undefined && basedOn !== current) {
      throw new DomainError('AUXILIARIES.RULE_CHANGED_MEANWHILE', { kind: 'conflict' });
    }
    const version = current + 1;
    const { onMismatch, devicesAllowed, secondAspirant, unattestedAllowed, unsentKeptDays } = policy;
    await this.work.sql(
      `insert into devices.enrolment_policy (entidad, version, on_mismatch, devices_allowed, second_aspirant,
         unattested_allowed, unsent_kept_days, set_by, set_at, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        entidad,
        version,
        onMismatch,
        devicesAllowed,
        secondAspirant,
        unattestedAllowed,
        unsentKeptDays,
        this.work.actor.id,
        this.clock.now(),
        reason,
      ],
    );
    this.work.audit({ subject: ['entidad', entidad], details: { entidad, version, ...policy }, reason });
    return { version };
  }
}
