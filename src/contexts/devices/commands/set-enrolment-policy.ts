import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { enrolmentPolicySchema } from '../domain/enrolment-policy.js';
import { policyOf } from '../persistence/enrolment-policies.js';

const input = enrolmentPolicySchema.extend({ entidad: z.string().regex(/^\d{2}$/) });

/** The OPL sets its policy for devices that enrol from now on (decision 24). */
@CommandSpec({ name: 'devices.set-enrolment-policy', permission: 'devices.set-policy', input })
export class SetEnrolmentPolicy extends KernelCommand<z.infer<typeof input>, { version: number }> {}

@CommandHandler(SetEnrolmentPolicy)
export class SetEnrolmentPolicyHandler implements ICommandHandler<SetEnrolmentPolicy> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad, ...policy } }: SetEnrolmentPolicy): Promise<{ version: number }> {
    this.work.authorize({ entidad });
    const version = (await policyOf(this.work, entidad)).version + 1;
    const { onMismatch, devicesAllowed, secondAspirant, unattestedAllowed, unsentKeptDays } = policy;
    await this.work.sql(
      `insert into devices.enrolment_policy (entidad, version, on_mismatch, devices_allowed, second_aspirant,
         unattested_allowed, unsent_kept_days, set_by, set_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
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
      ],
    );
    this.work.audit({ subject: ['entidad', entidad], details: { version, ...policy } });
    return { version };
  }
}
