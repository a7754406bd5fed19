import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { maskedNameOf } from '../persistence/personal-data.js';
import { supportRows, SUPPORT_ROW_COLUMNS, supportListInput, type SupportRow } from './list-supports.js';

const input = supportListInput.omit({ folio: true, ids: true }).extend({ aspirantId: z.uuid() });

export interface MaskedSupport extends SupportRow {
  readonly channel: 'app' | 'paper';
  readonly assisted: boolean;
  /** Masked name, such as `MARÍA P. L.`; empty if it was not read or the record has not been opened. */
  readonly citizen: string;
}

type Row = Omit<MaskedSupport, 'citizen'> & { readonly personal: Buffer | null };

/** Lists the supports of an aspirant with the masked name of each citizen (§6.2). Each page is audited. */
@QuerySpec({
  name: 'verification.list-masked-supports',
  permission: 'verification.read',
  input,
  personalData: true,
})
export class ListMaskedSupports extends KernelQuery<z.input<typeof input>, MaskedSupport[]> {}

@QueryHandler(ListMaskedSupports)
export class ListMaskedSupportsHandler implements IQueryHandler<ListMaskedSupports> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(query: ListMaskedSupports): Promise<MaskedSupport[]> {
    const filter = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<Row>(
      ...supportRows(filter, `${SUPPORT_ROW_COLUMNS}, channel, assisted, personal`),
    );
    this.work.audit({ subject: ['aspirant', filter.aspirantId] });
    return Promise.all(
      rows.map(async ({ personal, ...row }) => ({
        ...row,
        citizen: personal ? await maskedNameOf(this.cipher, row.supportId, personal) : '',
      })),
    );
  }
}
