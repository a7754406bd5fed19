import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { SealedDocuments } from '../../../kernel/documents/sealed-documents.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { loadAspirantContext, requireCanRegister } from '../aspirant-context.js';
import { MAX_IMPORT_BYTES } from '../domain/import-columns.js';
import { CheckImport } from '../jobs/import-check.js';
import { IMPORT_FILE } from '../persistence/import-records.js';

const input = z.object({ aspirantId: z.uuid(), file: z.instanceof(Uint8Array) });

export interface StartedImport {
  readonly importId: string;
  /** The same file was sent before: nothing new begins. */
  readonly alreadyUploaded: boolean;
}

/**
 * An aspirant hands in a file of auxiliaries (§6.4); it is kept sealed and checked by a long job. The same file again is the same import.
 * Refuses with those of {@link requireCanRegister}; KERNEL.FILE_MISSING, AUXILIARIES.IMPORT_TOO_LARGE, AUXILIARIES.IMPORT_NOT_EXCEL;
 * AUXILIARIES.IMPORT_UNDERWAY while another file is worked on.
 */
@CommandSpec({ name: 'auxiliaries.import-auxiliaries', permission: 'auxiliaries.register', input })
export class ImportAuxiliaries extends KernelCommand<z.infer<typeof input>, StartedImport> {}

@CommandHandler(ImportAuxiliaries)
export class ImportAuxiliariesHandler implements ICommandHandler<ImportAuxiliaries> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly documents: SealedDocuments,
  ) {}

  async execute({ input: { aspirantId, file } }: ImportAuxiliaries): Promise<StartedImport> {
    const contest = await loadAspirantContext(this.dispatcher, aspirantId);
    this.work.authorize({ entidad: contest.entidad, aspirantId });
    await requireCanRegister(this.work, contest);
    rejectUnusableFile(file);
    const digest = sha256(file);
    // One upload of an aspirant after the other, so that the same file sent twice at once is one import too.
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
         uploaded_by, uploaded_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'received', $8, $9)`,
      [
        importId,
        aspirantId,
        contest.processId,
        contest.officeId,
        contest.entidad,
        blobKey,
        digest,
        this.work.actor.id,
        this.clock.now(),
      ],
    );
    await this.work.startJob(
      CheckImport,
      { importId },
      { dedupeKey: importId, territory: contest.entidad, stream: contest.processId },
    );
    this.work.audit({
      subject: ['auxiliary-import', importId],
      stream: contest.processId,
      details: { bytes: file.length, sha256: digest.toString('hex') },
    });
    return { importId, alreadyUploaded: false };
  }
}

/** What can be told at once; the rest is found by the job that opens the file. */
function rejectUnusableFile(file: Uint8Array): void {
  if (file.length === 0) throw new DomainError('KERNEL.FILE_MISSING', { kind: 'invalid', field: 'file' });
  if (file.length > MAX_IMPORT_BYTES) {
    throw new DomainError('AUXILIARIES.IMPORT_TOO_LARGE', { kind: 'invalid', field: 'file' });
  }
  const signature = Buffer.from(file.subarray(0, 4)).toString('hex');
  // An archive, or the container of locked and old workbooks, of which the job tells what to do.
  if (signature !== '504b0304' && signature !== 'd0cf11e0') {
    throw new DomainError('AUXILIARIES.IMPORT_NOT_EXCEL', { kind: 'invalid', field: 'file' });
  }
}
