import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { ScanMediaType } from '../../../kernel/documents/scan.js';
import { EncryptedDocuments } from '../../../kernel/documents/encrypted-documents.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SIGNED_DECLARATION } from '../documents/declaration.js';
import { resourceOf } from '../persistence/official-records.js';

const input = z.object({ accountId: z.uuid() });

export interface SignedDeclaration {
  readonly mediaType: ScanMediaType;
  readonly scan: Buffer;
  /** Its number among those of the account. */
  readonly delivery: number;
}

/** The latest signed Declaratoria, which DERFE reviews before accepting it (§4.4). */
@QuerySpec({ name: 'accounts.get-signed-declaration', permission: 'accounts.manage', input, personalData: true })
export class GetSignedDeclaration extends KernelQuery<z.infer<typeof input>, SignedDeclaration> {}

@QueryHandler(GetSignedDeclaration)
export class GetSignedDeclarationHandler implements IQueryHandler<GetSignedDeclaration> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly documents: EncryptedDocuments,
  ) {}

  async execute({ input: { accountId } }: GetSignedDeclaration): Promise<SignedDeclaration> {
    const row = await this.work.record<{
      id: string;
      entidad: string | null;
      blob_key: string;
      media_type: ScanMediaType;
      delivery: number;
    }>(
      `select d.id, o.entidad, d.blob_key, d.media_type, count(*) over ()::int as delivery
       from accounts.declaration d join accounts.official o on o.id = d.official_id
       where d.official_id = $1 order by d.uploaded_at desc, d.id limit 1`,
      [accountId],
    );
    if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    this.work.authorize(resourceOf({ id: accountId, entidad: row.entidad }));
    this.work.audit({ subject: ['official', accountId], details: { declarationId: row.id } });
    const scan = await this.documents.read(SIGNED_DECLARATION, row.id, row.blob_key);
    return { mediaType: row.media_type, scan, delivery: row.delivery };
  }
}
