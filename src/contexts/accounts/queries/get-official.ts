import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findChanges, type OfficialChange } from '../persistence/official-history.js';
import { resourceOf } from '../persistence/official-records.js';
import { SELECT_OFFICIAL, viewOf, type OfficialRow, type OfficialView } from '../persistence/official-views.js';

const input = z.object({ accountId: z.uuid() });

export interface OfficialWithHistory extends OfficialView {
  /** What changed in the account and why, newest first. */
  readonly history: readonly OfficialChange[];
}

/**
 * One account with its history.
 * @throws DomainError ACCESS.OUT_OF_SCOPE
 */
@QuerySpec({ name: 'accounts.get-official', permission: 'accounts.read', input, personalData: true })
export class GetOfficial extends KernelQuery<z.infer<typeof input>, OfficialWithHistory> {}

@QueryHandler(GetOfficial)
export class GetOfficialHandler implements IQueryHandler<GetOfficial> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { accountId } }: GetOfficial): Promise<OfficialWithHistory> {
    const row = await this.work.record<OfficialRow>(`${SELECT_OFFICIAL} where o.id = $1`, [accountId]);
    if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    this.work.authorize(resourceOf(row));
    this.work.audit({ subject: ['official', accountId] });
    return {
      ...(await viewOf(this.cipher, row)),
      history: await findChanges(this.work, this.cipher, accountId),
    };
  }
}
