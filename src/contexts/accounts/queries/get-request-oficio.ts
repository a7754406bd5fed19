import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListAllProcesses } from '../../processes/index.js';
import { renderOficio } from '../documents/request-oficio.js';
import { GetAccountRequest } from './get-account-request.js';

const input = z.object({ requestId: z.uuid() });

export interface OficioToSign {
  readonly fileName: string;
  readonly pdf: Buffer;
}

/** The oficio in which an OPL requests accounts, to print, sign and send through the UTVOPL (§4.1–4.3). */
@QuerySpec({ name: 'accounts.get-request-oficio', permission: 'account-requests.read', input, personalData: true })
export class GetRequestOficio extends KernelQuery<z.infer<typeof input>, OficioToSign> {}

@QueryHandler(GetRequestOficio)
export class GetRequestOficioHandler implements IQueryHandler<GetRequestOficio> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { requestId } }: GetRequestOficio): Promise<OficioToSign> {
    const request = await this.dispatcher.ask(this.work.actor, new GetAccountRequest({ requestId }));
    this.work.authorize({ entidad: request.entidad });
    this.work.audit({ subject: ['account-request', requestId] });
    const processes = await this.dispatcher.ask(this.work.actor, new ListAllProcesses({}));
    return {
      fileName: `solicitud-de-cuentas-${request.folio}.pdf`,
      pdf: await renderOficio({
        folio: request.folio,
        entidad: request.entidad,
        oficioNumber: request.oficioNumber,
        officials: request.officials.map((official) => ({
          ...official,
          process: processes.find(({ id }) => id === official.processId)?.name ?? null,
        })),
        printedAt: this.clock.now(),
        demonstration: this.config.mode === 'demonstration',
      }),
    };
  }
}
