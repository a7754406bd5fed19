import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { renderDeclaration } from '../documents/declaration.js';
import { ROLE_TABLE } from '../domain/roles.js';
import { resourceOf } from '../persistence/official-records.js';
import { decryptPersonal, SELECT_OFFICIAL, type OfficialRow } from '../persistence/official-views.js';

const input = z.object({ accountId: z.uuid() });

export interface DeclarationToSign {
  readonly fileName: string;
  readonly pdf: Buffer;
}

/** The Declaratoria de Confidencialidad of an account, to print and sign (§4.4). */
@QuerySpec({ name: 'accounts.get-declaration', permission: 'accounts.declare', input, personalData: true })
export class GetDeclaration extends KernelQuery<z.infer<typeof input>, DeclarationToSign> {}

@QueryHandler(GetDeclaration)
export class GetDeclarationHandler implements IQueryHandler<GetDeclaration> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly config: AppConfig,
  ) {}

  async execute({ input: { accountId } }: GetDeclaration): Promise<DeclarationToSign> {
    const official = await this.work.record<OfficialRow>(`${SELECT_OFFICIAL} where o.id = $1`, [accountId]);
    if (!official) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    this.work.authorize(resourceOf(official));
    this.work.audit({ subject: ['official', accountId] });
    return {
      fileName: `declaratoria-${official.account.split('@')[0] ?? ''}.pdf`,
      pdf: await renderDeclaration({
        ...(await decryptPersonal(this.cipher, official)),
        account: official.account,
        roleLabel: ROLE_TABLE[official.role].label,
        entidad: official.entidad,
        grantEndsAt: new Date(official.grantEndsAt),
        printedAt: this.clock.now(),
        demonstration: this.config.mode === 'demonstration',
      }),
    };
  }
}
