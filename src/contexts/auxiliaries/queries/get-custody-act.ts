import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import { renderCustodyRecord } from '../documents/custody-record.js';
import { custodyNumber, findCustodyRequest, transfersUnder } from '../persistence/paper-records.js';

/** A request; or an auxiliary, for the last request under which their papers were transferred. */
const input = z.union([z.object({ requestId: z.uuid() }), z.object({ auxiliaryId: z.uuid() })]);

/** Receipt for the papers transferred under a request, as a PDF for both parties (§6.7). */
@QuerySpec({
  name: 'auxiliaries.get-custody-act',
  permission: 'auxiliaries.read-papers',
  input,
  personalData: true,
  watched: 'opened',
})
export class GetCustodyAct extends KernelQuery<z.infer<typeof input>, { fileName: string; pdf: Buffer }> {}

@QueryHandler(GetCustodyAct)
export class GetCustodyActHandler implements IQueryHandler<GetCustodyAct> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  async execute({ input: target }: GetCustodyAct): Promise<{ fileName: string; pdf: Buffer }> {
    const requestId = 'requestId' in target ? target.requestId : await this.#lastRequestOf(target.auxiliaryId);
    const request = await findCustodyRequest(this.work, requestId);
    if (!request) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    const { entidad, aspirantId, processId, reference, reason } = request;
    this.work.authorize({ entidad, aspirantId });
    this.work.audit({ subject: ['aspirant', aspirantId], stream: processId, details: { requestId } });
    const aspirant = await this.dispatcher.ask(this.work.actor, new GetAspirant({ aspirantId }));
    const transferred = await transfersUnder(this.work, requestId);
    const number = custodyNumber(requestId);
    const pdf = await renderCustodyRecord({
      number,
      reference,
      reason,
      entidad,
      requestedAt: new Date(request.requestedAt),
      aspirant: { folio: aspirant.folio, name: aspirant.displayName, officeName: aspirant.officeName },
      process: await this.dispatcher.ask(this.work.actor, new GetProcess({ processId })),
      transferred,
      printedAt: this.clock.now(),
      demonstration: this.config.mode === 'demonstration',
    });
    return { fileName: `acta-${number}.pdf`, pdf };
  }

  async #lastRequestOf(auxiliaryId: string): Promise<string> {
    const last = await this.work.record<{ requestId: string }>(
      `select request_id as "requestId" from auxiliaries.custody_handover where auxiliary_id = $1
       order by handed_at desc limit 1`,
      [auxiliaryId],
    );
    if (!last) throw new DomainError('AUXILIARIES.PAPER_NOT_HANDED', { kind: 'not-found' });
    return last.requestId;
  }
}
