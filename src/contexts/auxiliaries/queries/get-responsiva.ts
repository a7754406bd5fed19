import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import { renderResponsiva } from '../documents/responsiva.js';
import { findAuxiliary, openRegistration } from '../persistence/auxiliary-records.js';

const input = z.object({ auxiliaryId: z.uuid() });

/** Responsiva of an auxiliary as a PDF to print and sign (§6.7). */
@QuerySpec({ name: 'auxiliaries.get-responsiva', permission: 'auxiliaries.upload-papers', input, personalData: true })
export class GetResponsiva extends KernelQuery<z.infer<typeof input>, { fileName: string; pdf: Buffer }> {}

@QueryHandler(GetResponsiva)
export class GetResponsivaHandler implements IQueryHandler<GetResponsiva> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  async execute({ input: { auxiliaryId } }: GetResponsiva): Promise<{ fileName: string; pdf: Buffer }> {
    const auxiliary = await findAuxiliary(this.work, auxiliaryId);
    const { entidad, aspirantId, processId, idAuxiliar } = auxiliary;
    this.work.authorize({ entidad, aspirantId });
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId, details: { paper: 'responsiva' } });
    const aspirant = await this.dispatcher.ask(this.work.actor, new GetAspirant({ aspirantId }));
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    const pdf = await renderResponsiva({
      idAuxiliar,
      aspirant: { folio: aspirant.folio, name: aspirant.displayName, officeName: aspirant.officeName },
      process,
      entidad,
      registration: await openRegistration(this.cipher, auxiliary),
      printedAt: this.clock.now(),
      demonstration: this.config.mode === 'demonstration',
    });
    return { fileName: `responsiva-${idAuxiliar}.pdf`, pdf };
  }
}
