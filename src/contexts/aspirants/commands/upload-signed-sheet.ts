import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Actor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { readDocumentCode } from '../../../kernel/documents/document-code.js';
import { readScanCodes } from '../../../kernel/documents/scan-codes.js';
import { scanQueue } from '../../../kernel/documents/scan-queue.js';
import { checkSignedScan } from '../../../kernel/documents/scan.js';
import { EncryptedDocuments } from '../../../kernel/documents/encrypted-documents.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { SHEET_CHECKED, SIGNED_SHEET } from '../documents/signed-sheet.js';
import type { Aspirant } from '../domain/aspirant.entity.js';
import { EmailChanged } from '../events/email-changed.js';
import { releaseMailbox } from '../mailbox-hashes.js';
import { lockAspirant, saveAspirant } from '../persistence/aspirant-records.js';
import { ASPIRANT_MAILBOXES, emailHash } from '../persistence/hashes.js';
import { decryptRegistration } from '../persistence/personal-data.js';

const input = z.object({
  aspirantId: z.uuid(),
  /** Version printed on the sheet. */
  version: z.number().int(),
  scan: z.instanceof(Uint8Array),
  /**
   * Whether the official compared the scan with folio and version. A form first sends false, and asks if the code on
   * the scan cannot be read. Other callers have no page on which to ask.
   */
  [SHEET_CHECKED]: z.boolean().default(true),
});

/** A scan that passed its check, with the codes on it. */
const readScan = ({ scan, ...others }: z.infer<typeof input>, { id }: Actor) =>
  scanQueue.run(id, async () => {
    const mediaType = await checkSignedScan(scan, 'scan');
    return { ...others, scan, mediaType, codes: await readScanCodes(scan, mediaType) };
  });

interface Printed {
  readonly folio: string;
  readonly version: number;
}

/**
 * Stores the scan of the signed Cédula de confirmación, encrypted (§5.F). The code on the scan must be that of this
 * registration and version. If the account of a confirmed aspirant was corrected, it comes into force now (§5.D).
 * @throws DomainError those of {@link checkSignedScan}; ASPIRANTS.SHEET_OF_OTHER, .SHEET_OF_OTHER_VERSION,
 * .SHEET_UNREADABLE, .NOT_VALIDATED, .SHEET_SIGNED, .VERSION_CHANGED, .WITHDRAWN,
 * .EMAIL_TAKEN; KERNEL.TOO_MANY_SCANS, .SCANS_BUSY
 */
@CommandSpec({ name: 'aspirants.upload-signed-sheet', permission: 'aspirants.confirm', input, prepare: readScan })
export class UploadSignedSheet extends KernelCommand<z.input<typeof input>, { sheetId: string }> {}

@CommandHandler(UploadSignedSheet)
export class UploadSignedSheetHandler implements ICommandHandler<UploadSignedSheet> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly documents: EncryptedDocuments,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  async execute(command: UploadSignedSheet): Promise<{ sheetId: string }> {
    const prepared = command.input as object as Awaited<ReturnType<typeof readScan>>;
    const { aspirantId, version, scan, mediaType, codes, checked } = prepared;
    const aspirant = await lockAspirant(this.em, aspirantId);
    this.work.authorize({ entidad: aspirant.entidad });
    await requireOpenProcess(this.work, aspirant.processId);
    aspirant.requireLatestVersion(version);
    aspirant.recordSignedSheet();
    const read = requireSheetOf(aspirant, codes, checked);

    const sheetId = randomId();
    const { blobKey, sha256 } = await this.documents.put(SIGNED_SHEET, sheetId, scan);
    await this.work.sql(
      `insert into aspirants.signed_sheet (id, aspirant_id, version, blob_key, media_type, sha256, uploaded_by, uploaded_at,
         code_read) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [sheetId, aspirantId, version, blobKey, mediaType, sha256, this.work.actor.id, this.clock.now(), read],
    );
    if (aspirant.pendingCorrectionId !== null) await this.#changeAccess(aspirant, aspirant.pendingCorrectionId);
    this.work.audit({
      subject: ['aspirant', aspirantId],
      stream: aspirant.processId,
      details: { signedSheet: sheetId, version, code: read ? 'read' : 'compared' },
    });
    return { sheetId };
  }

  async #changeAccess(aspirant: Aspirant, correctionId: string): Promise<void> {
    const { id: aspirantId, processId, emailHash: formerHash } = aspirant;
    const { email, emailProvider } = await decryptRegistration(this.cipher, aspirant);
    aspirant.changeAccess({ emailHash: await emailHash(this.hash, email), emailProvider });
    await saveAspirant(this.em, aspirant);
    await releaseMailbox(this.work, ASPIRANT_MAILBOXES, { processId, emailHash: formerHash });
    this.work.publish(new EmailChanged({ aspirantId, processId, correctionId }));
  }
}

/**
 * Compares the codes on a scan with a registration. A code without a version proves nothing: the sheet was
 * printed before codes had one.
 * @returns whether the code of this registration and version was read; otherwise the official compared them.
 * @throws DomainError ASPIRANTS.SHEET_OF_OTHER, .SHEET_OF_OTHER_VERSION, .SHEET_UNREADABLE
 */
function requireSheetOf({ folio, version }: Printed, codes: readonly string[], checked: boolean): boolean {
  const printed = codes.flatMap((code) => readDocumentCode(code) ?? []);
  const refuse = (code: string, field: string, params: Record<string, string | number>): never => {
    throw new DomainError(code, { kind: 'invalid', field, params });
  };
  const other = printed.find((each) => each.folio !== folio);
  if (other) refuse('ASPIRANTS.SHEET_OF_OTHER', 'scan', { found: other.folio, folio });
  const former = printed.find((each) => each.version !== version);
  if (former) refuse('ASPIRANTS.SHEET_OF_OTHER_VERSION', 'scan', { found: former.version, version });
  if (printed.length === 0 && !checked) refuse('ASPIRANTS.SHEET_UNREADABLE', SHEET_CHECKED, { folio, version });
  return printed.length > 0;
}
