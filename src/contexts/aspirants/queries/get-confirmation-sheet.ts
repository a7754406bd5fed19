import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetOffice, GetProcess } from '../../processes/index.js';
import { renderConfirmationSheet } from '../documents/confirmation-sheet.js';
import { personalContext } from '../domain/aspirant.entity.js';
import type { Registration } from '../domain/registration.js';
import { findAspirant, type AspirantSummary } from '../persistence/aspirant-records.js';

const input = z.object({ aspirantId: z.uuid() });

export interface ConfirmationSheet {
  readonly fileName: string;
  readonly pdf: Buffer;
}

/** The Cédula de Confirmación to print and sign (§5.F). Shows personal data: the look is audited. */
@QuerySpec({ name: 'aspirants.get-confirmation-sheet', permission: 'aspirants.confirm', input, personalData: true })
export class GetConfirmationSheet extends KernelQuery<z.infer<typeof input>, ConfirmationSheet> {}

@QueryHandler(GetConfirmationSheet)
export class GetConfirmationSheetHandler implements IQueryHandler<GetConfirmationSheet> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { aspirantId } }: GetConfirmationSheet): Promise<ConfirmationSheet> {
    const aspirant = await findAspirant<AspirantSummary & { personal: Buffer }>(this.work, aspirantId, ', personal');
    this.work.authorize({ entidad: aspirant.entidad, aspirantId });
    const personal = await this.cipher.decryptText(aspirant.personal, personalContext(aspirantId));
    const office = await this.dispatcher.ask(this.work.actor, new GetOffice({ officeId: aspirant.officeId }));
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId: aspirant.processId }));
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId });
    return {
      fileName: `cedula-de-confirmacion-${aspirant.folio}.pdf`,
      pdf: await renderConfirmationSheet({
        folio: aspirant.folio,
        processName: process.name,
        officeName: office.name,
        practice: process.practice,
        registration: JSON.parse(personal) as Registration,
        printedAt: this.clock.now(),
      }),
    };
  }
}
