import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { CustodyRequested } from '../events/custody-requested.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';

const input = z.object({
  aspirantId: z.uuid(),
  /** Limits the request to one auxiliary. Otherwise it covers all auxiliaries of the aspirant, future ones included. */
  auxiliaryId: z.uuid().optional(),
  /** Number of the oficio. */
  reference: z.string().trim().min(1).max(80),
  reason: z.string().trim().min(10).max(500),
});

/** The OPL requests custody of the papers of an aspirant's auxiliaries (§6.7). The aspirant receives an e-mail. */
@CommandSpec({ name: 'auxiliaries.request-custody', permission: 'auxiliaries.request-custody', input })
export class RequestCustody extends KernelCommand<z.infer<typeof input>, { requestId: string }> {}

@CommandHandler(RequestCustody)
export class RequestCustodyHandler implements ICommandHandler<RequestCustody> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: request }: RequestCustody): Promise<{ requestId: string }> {
    const { aspirantId, auxiliaryId, reference, reason } = request;
    const system = systemActor('auxiliaries.request-custody');
    const { entidad, processId } = await this.dispatcher.ask(system, new GetAspirant({ aspirantId }));
    this.work.authorize({ entidad });
    if (auxiliaryId !== undefined && (await findAuxiliary(this.work, auxiliaryId)).aspirantId !== aspirantId) {
      throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    }
    const requestId = randomId();
    await this.work.sql(
      `insert into auxiliaries.custody_request (id, aspirant_id, process_id, entidad, auxiliary_id, reference, reason,
         requested_by, requested_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        requestId,
        aspirantId,
        processId,
        entidad,
        auxiliaryId ?? null,
        reference,
        reason,
        this.work.actor.id,
        this.clock.now(),
      ],
    );
    this.work.publish(new CustodyRequested({ requestId, aspirantId, processId }));
    const subject =
      auxiliaryId === undefined ? (['aspirant', aspirantId] as const) : (['auxiliary', auxiliaryId] as const);
    this.work.audit({ subject, stream: processId, details: { requestId, reference }, reason });
    return { requestId };
  }
}
