import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { readDocumentCode } from '../../../kernel/documents/document-code.js';
import { readScanCodes } from '../../../kernel/documents/scan-codes.js';
import { checkSignedScan } from '../../../kernel/documents/scan.js';
import { SealedDocuments } from '../../../kernel/documents/sealed-documents.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { requireOpenProcess } from '../../processes/index.js';
import { SIGNED_SHEET } from '../documents/signed-sheet.js';
import { lockAspirant } from '../persistence/aspirant-records.js';

const input = z.object({
  aspirantId: z.uuid(),
  /** Version printed on the sheet. */
  version: z.number().int(),
  scan: z.instanceof(Uint8Array),
});

/**
 * Stores the scan of the signed Cédula de confirmación, encrypted (§5.F).
 * @throws DomainError those of {@link checkScan}; ASPIRANTS.NOT_VALIDATED, .SHEET_SIGNED, .VERSION_CHANGED, .WITHDRAWN
 */
@CommandSpec({ name: 'aspirants.upload-signed-sheet', permission: 'aspirants.confirm', input })
  /**
   * Whether the official compared the scan with folio and version. A form sends false first, and asks if the code on the
   * scan cannot be read. Other callers have no page on which to ask.
   */
  [SHEET_CHECKED]: z.boolean().default(true),
export class UploadSignedSheet extends KernelCommand<z.input<typeof input>, { sheetId: string }> {}

interface Printed {
  readonly folio: string;
  readonly version: number;
}

@CommandHandler(UploadSignedSheet)
export class UploadSignedSheetHandler implements ICommandHandler<UploadSignedSheet> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly documents: SealedDocuments,
  ) {}

  async execute(command: UploadSignedSheet): Promise<{ sheetId: string }> {
    const { aspirantId, version, scan, checked } = command.input as z.infer<typeof input>;
    const aspirant = await lockAspirant(this.em, aspirantId);
    this.work.authorize({ entidad: aspirant.entidad });
    await requireOpenProcess(this.work, aspirant.processId);
    aspirant.requireLatestVersion(version);
    const mediaType = await checkSignedScan(scan, 'scan');
    aspirant.recordSignedSheet();

    const sheetId = randomId();
    const { blobKey, sha256 } = await this.documents.put(SIGNED_SHEET, sheetId, scan);
    await this.work.sql(
      `insert into aspirants.signed_sheet (id, aspirant_id, version, blob_key, media_type, sha256, uploaded_by, uploaded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [sheetId, aspirantId, version, blobKey, mediaType, sha256, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({
      subject: ['aspirant', aspirantId],
      stream: aspirant.processId,
      details: { signedSheet: sheetId, version, code: read ? 'read' : 'compared' },
    const read = requireSheetOf(aspirant, await readScanCodes(scan, mediaType), checked);
    });
    return { sheetId };
  }
}
