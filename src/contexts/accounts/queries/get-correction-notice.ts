import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { PersonalData } from '../domain/official-data.js';
import { formerContext } from '../domain/official.entity.js';
import type { OfficialField } from '../domain/official-fields.js';

const input = z.object({ officialId: z.uuid(), at: z.iso.datetime() });

export interface CorrectionNotice {
  readonly account: string;
  readonly fields: readonly OfficialField[];
  /** Name and e-mail before the correction. */
  readonly fullName: string;
  readonly email: string;
}

/** The data for the e-mail about the correction made at that instant. Only jobs have the permission. */
@QuerySpec({
  name: 'accounts.get-correction-notice',
  permission: 'accounts.contact',
  input,
  personalData: true,
  heldBy: 'system',
})
export class GetCorrectionNotice extends KernelQuery<z.infer<typeof input>, CorrectionNotice | undefined> {}

@QueryHandler(GetCorrectionNotice)
export class GetCorrectionNoticeHandler implements IQueryHandler<GetCorrectionNotice> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { officialId, at } }: GetCorrectionNotice): Promise<CorrectionNotice | undefined> {
    const [row] = await this.work.rows<{
      account: string;
      entidad: string | null;
      fields: OfficialField[];
      former: Buffer;
    }>(
      `select o.account, o.entidad, c.fields, c.former
       from accounts.data_change c join accounts.official o on o.id = c.official_id
       where {visible} and c.official_id = $1 and c.at = $2`,
      [officialId, at],
      { entidad: 'o.entidad' },
    );
    this.work.authorize({ entidad: row?.entidad ?? EVERYTHING });
    if (!row) return undefined;
    this.work.audit({ subject: ['official', officialId] });
    const { account, fields, former } = row;
    const text = await this.cipher.decryptText(former, formerContext(officialId, at));
    const { fullName, email } = JSON.parse(text) as PersonalData;
    return { account, fields, fullName, email };
  }
}
