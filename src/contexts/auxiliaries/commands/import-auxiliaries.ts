import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { EncryptedDocuments } from '../../../kernel/documents/encrypted-documents.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { loadAspirantContext, requireCanRegister } from '../aspirant-context.js';
import { MAX_IMPORT_BYTES } from '../domain/import-columns.js';
import { CheckImport } from '../jobs/import-check.js';
import { IMPORT_FILE } from '../persistence/import-records.js';
import { encryptLabel } from '../persistence/import-results.js';

const input = z.object({
  aspirantId: z.uuid(),
  file: z.instanceof(Uint8Array),
  /** As on the aspirant's computer. */
  fileName: z.string().max(255).default(''),
});

export interface StartedImport {
  readonly importId: string;
  /** The aspirant uploaded the same file before; no new import starts. */
  readonly alreadyUploaded: boolean;
}

/**
 * Stores a file of auxiliaries encrypted and starts the job that checks it (§6.4). Uploading the same file again
 * returns the existing import.
 * @throws DomainError the errors of {@link requireCanRegister}; KERNEL.FILE_MISSING, AUXILIARIES.IMPORT_TOO_LARGE,
 * AUXILIARIES.IMPORT_NOT_EXCEL; AUXILIARIES.IMPORT_UNDERWAY while another import of the aspirant is running
 */
@CommandSpec({ name: 'auxiliaries.import-auxiliaries', permission: 'auxiliaries.register', input })
export class ImportAuxiliaries extends KernelCommand<z.input<typeof input>, StartedImport> {}

@CommandHandler(ImportAuxiliaries)
export class ImportAuxiliariesHandler implements ICommandHandler<ImportAuxiliaries> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly documents: EncryptedDocuments,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(command: ImportAuxiliaries): Promise<StartedImport> {
    const { aspirantId, file, fileName } = command.input as z.infer<typeof input>;
    const context = await loadAspirantContext(this.dispatcher, aspirantId);
    this.work.authorize({ entidad: context.entidad, aspirantId });
    await requireCanRegister(this.work, context);
    rejectUnusableFile(file);
    const digest = sha256(file);
    // Serialises the uploads of an aspirant, so that two concurrent uploads of one file become one import.
    await this.work.lock(AdvisoryLock.AuxiliaryImport, [aspirantId]);
    const [previous] = await this.work.sql<{ id: string }>(
      `select id from auxiliaries.import
       where aspirant_id = $1 and file_sha256 = $2 and state not in ('refused', 'discarded')`,
      [aspirantId, digest],
    );
    if (previous) return { importId: previous.id, alreadyUploaded: true };
    const [running] = await this.work.sql(
      `select 1 as found from auxiliaries.import
       where aspirant_id = $1 and state in ('received', 'checking', 'registering') limit 1`,
      [aspirantId],
    );
    if (running) throw new DomainError('AUXILIARIES.IMPORT_UNDERWAY', { kind: 'conflict', field: 'file' });

    const importId = randomId();
    const { blobKey } = await this.documents.put(IMPORT_FILE, importId, file);
    await this.work.sql(
      `insert into auxiliaries.import (id, aspirant_id, process_id, office_id, entidad, blob_key, file_sha256, state,
         uploaded_by, uploaded_at, label)
       values ($1, $2, $3, $4, $5, $6, $7, 'received', $8, $9, $10)`,
      [
        importId,
        aspirantId,
        context.processId,
        context.officeId,
        context.entidad,
        blobKey,
        digest,
        this.work.actor.id,
        this.clock.now(),
        await encryptLabel(this.cipher, importId, { fileName }),
      ],
    );
    await this.work.startJob(
      CheckImport,
      { importId },
      { dedupeKey: importId, territory: context.entidad, stream: context.processId },
    );
    this.work.audit({
      subject: ['auxiliary-import', importId],
      stream: context.processId,
      details: { bytes: file.length, sha256: digest.toString('hex') },
    });
    return { importId, alreadyUploaded: false };
  }
}

/** Checks that need no parsing. The job that opens the file does the rest. */
function rejectUnusableFile(file: Uint8Array): void {
  if (file.length === 0) throw new DomainError('KERNEL.FILE_MISSING', { kind: 'invalid', field: 'file' });
  if (file.length > MAX_IMPORT_BYTES) {
    throw new DomainError('AUXILIARIES.IMPORT_TOO_LARGE', { kind: 'invalid', field: 'file' });
  }
  const signature = Buffer.from(file.subarray(0, 4)).toString('hex');
  // A ZIP archive, or the OLE container of encrypted and old workbooks, which the job rejects with advice.
  if (signature !== '504b0304' && signature !== 'd0cf11e0') {
    throw new DomainError('AUXILIARIES.IMPORT_NOT_EXCEL', { kind: 'invalid', field: 'file' });
  }
}
