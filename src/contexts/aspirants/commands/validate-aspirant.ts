import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { Faults } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { lockAspirant, recordTransition } from '../persistence/aspirant-records.js';
import { acknowledgeWarnings, warningKey, findWarnings } from '../persistence/warnings.js';

const input = z.object({
  aspirantId: z.uuid(),
  /** Version of the data that was reviewed, for optimistic locking. */
  version: z.number().int(),
  /** `field:code` of each warning that was reviewed and accepted. */
  acknowledged: z.array(z.string()).default([]),
});

/**
 * Validates the data that the confirmation sheet will show (§5.F). The same official may register and validate.
 * @throws DomainError ASPIRANTS.WARNING_OPEN for each unacknowledged warning; .ALREADY_VALIDATED, .VERSION_CHANGED,
 * .WITHDRAWN
 */
@CommandSpec({
  name: 'aspirants.validate-aspirant',
  permission: 'aspirants.confirm',
  input,
  noLegalDeadline: 'stores the instant of the change in the aspirant',
})
export class ValidateAspirant extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(ValidateAspirant)
export class ValidateAspirantHandler implements ICommandHandler<ValidateAspirant> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(command: ValidateAspirant): Promise<void> {
    const { aspirantId, version, acknowledged } = command.input as z.infer<typeof input>;
    const aspirant = await lockAspirant(this.em, aspirantId);
    this.work.authorize({ entidad: aspirant.entidad });
    await requireOpenProcess(this.work, aspirant.processId);
    aspirant.requireLatestVersion(version);

    const from = aspirant.status;
    const at = this.clock.now();
    aspirant.validate();
    const faults = new Faults();
    for (const warning of await findWarnings(this.work, aspirant)) {
      const key = warningKey(warning);
      if (!acknowledged.includes(key)) faults.add('ASPIRANTS.WARNING_OPEN', { kind: 'invalid', field: key });
    }
    faults.throwIfAny();

    await acknowledgeWarnings(this.work, aspirant, at);
    await this.work.sql(
      `insert into aspirants.validation (aspirant_id, version, actor_id, at) values ($1, $2, $3, $4)`,
      [aspirantId, version, this.work.actor.id, at],
    );
    if (from !== aspirant.status) {
      await recordTransition(this.work, { aspirantId, from, to: aspirant.status, at });
    }
    this.work.audit({
      subject: ['aspirant', aspirantId],
      stream: aspirant.processId,
      details: { version, warnings: acknowledged.length },
    });
  }
}
