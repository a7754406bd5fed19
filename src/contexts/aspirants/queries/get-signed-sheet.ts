import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { fileExtensionOf, type ScanMediaType } from '../../../kernel/documents/scan.js';
import { EncryptedDocuments } from '../../../kernel/documents/encrypted-documents.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SIGNED_SHEET } from '../documents/signed-sheet.js';
import { findAspirant } from '../persistence/aspirant-records.js';

const input = z.object({
  aspirantId: z.uuid(),
  /** The latest signed version if omitted. */
  version: z.number().int().optional(),
  /** Which scan of that version; the latest if omitted. */
  number: z.number().int().optional(),
});

interface Sheet {
  readonly id: string;
  readonly version: number;
  readonly number: number;
  readonly blobKey: string;
  readonly mediaType: ScanMediaType;
}

export interface SignedSheet {
  readonly fileName: string;
  readonly mediaType: ScanMediaType;
  readonly scan: Buffer;
}

/** Returns the scan of the signed Cédula as uploaded (§5.F). The read of personal data is audited. */
@QuerySpec({
  name: 'aspirants.get-signed-sheet',
  permission: 'aspirants.confirm',
  input,
  personalData: true,
  watched: 'revealed',
})
export class GetSignedSheet extends KernelQuery<z.infer<typeof input>, SignedSheet> {}

@QueryHandler(GetSignedSheet)
export class GetSignedSheetHandler implements IQueryHandler<GetSignedSheet> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly documents: EncryptedDocuments,
  ) {}

  async execute({ input: { aspirantId, version, number } }: GetSignedSheet): Promise<SignedSheet> {
    const { entidad, processId, folio } = await findAspirant(this.work, aspirantId);
    this.work.authorize({ entidad });
    const [sheet] = await this.work.sql<Sheet & object>(
      `select * from (select id, version, blob_key as "blobKey", media_type as "mediaType",
           row_number() over (partition by version order by uploaded_at, id)::int as number
         from aspirants.signed_sheet where aspirant_id = $1) s
       where ($2::int is null or version = $2) and ($3::int is null or number = $3)
       order by version desc, number desc limit 1`,
      [aspirantId, version ?? null, number ?? null],
    );
    if (!sheet) throw new DomainError('ASPIRANTS.SHEET_NOT_SIGNED', { kind: 'not-found' });
    this.work.audit({ subject: ['aspirant', aspirantId], stream: processId, details: { signedSheet: sheet.id } });
    const replacement = sheet.number === 1 ? '' : `-${String(sheet.number)}`;
    return {
      fileName: `cedula-firmada-${folio}-v${String(sheet.version)}${replacement}.${fileExtensionOf(sheet.mediaType)}`,
      mediaType: sheet.mediaType,
      scan: await this.documents.read(SIGNED_SHEET, sheet.id, sheet.blobKey),
    };
  }
}
