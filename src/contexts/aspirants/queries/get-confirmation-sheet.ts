import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetOffice, GetProcess } from '../../processes/index.js';
import { renderConfirmationSheet } from '../documents/confirmation-sheet.js';
import { findAspirant, type AspirantSummary } from '../persistence/aspirant-records.js';
import { decryptRegistration } from '../persistence/personal-data.js';

const input = z.object({ aspirantId: z.uuid() });

export interface ConfirmationSheet {
  readonly fileName: string;
  readonly pdf: Buffer;
}

/**
 * Returns the Cédula de Confirmación to print and sign (§5.F). The read of personal data is audited.
 * @throws DomainError ASPIRANTS.NOT_VALIDATED
 */
@QuerySpec({
  name: 'aspirants.get-confirmation-sheet',
  permission: 'aspirants.confirm',
  input,
  personalData: true,
  watched: 'revealed',
})
export class GetConfirmationSheet extends KernelQuery<z.infer<typeof input>, ConfirmationSheet> {}

@QueryHandler(GetConfirmationSheet)
export class GetConfirmationSheetHandler implements IQueryHandler<GetConfirmationSheet> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  async execute({ input: { aspirantId } }: GetConfirmationSheet): Promise<ConfirmationSheet> {
    const aspirant = await findAspirant<AspirantSummary & { personal: Buffer }>(this.work, aspirantId, ', personal');
    this.work.authorize({ entidad: aspirant.entidad, aspirantId });
    if (aspirant.validatedVersion < aspirant.version) {
      throw new DomainError('ASPIRANTS.NOT_VALIDATED', { kind: 'conflict' });
    }
    const office = await this.dispatcher.ask(this.work.actor, new GetOffice({ officeId: aspirant.officeId }));
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId: aspirant.processId }));
    const [replaced] = await this.work.sql<{ version: number | null }>(
      `select max(version) as version from aspirants.signed_sheet where aspirant_id = $1 and version < $2`,
      [aspirantId, aspirant.version],
    );
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId });
    return {
      fileName: `cedula-de-confirmacion-${aspirant.folio}-v${String(aspirant.version)}.pdf`,
      pdf: await renderConfirmationSheet({
        folio: aspirant.folio,
        processName: process.name,
        officeName: office.name,
        practice: process.practice,
        demonstration: this.config.mode === 'demonstration',
        entidad: aspirant.entidad,
        registration: await decryptRegistration(this.cipher, aspirant),
        version: aspirant.version,
        replacedVersion: replaced?.version ?? null,
        printedAt: this.clock.now(),
      }),
    };
  }
}
