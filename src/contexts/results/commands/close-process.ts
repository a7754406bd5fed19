import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { AuditHeadsDue } from '../../../kernel/audit/audit-heads-published.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { encryptFor } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { ListAspirants } from '../../aspirants/index.js';
import { ListDeskRecords } from '../../control-desk/index.js';
import { WaitForInFlightUploads } from '../../intake/index.js';
import {
  GetProcess,
  lockClosingExclusive,
  RecordClosing,
  type ProcessView,
  type PublicKeyJwk,
} from '../../processes/index.js';
import { GetReviewFacts, type ReviewFacts } from '../../verification/index.js';
import { ClosingState } from '../closing-state.js';
import { requireCaptureOver } from '../domain/closing-time.js';
import { reconcile } from '../domain/reconciliation.js';
import { buildPackage, type AspirantName } from '../domain/results-package.js';
import { RecordProofs } from '../record-proofs.js';

const input = z.object({ processId: z.uuid() });

const SYSTEM = systemActor('results.close-process');
const PAGE = 500;
const ASPIRANTS_PAGE = 200;

export interface ClosedProcess {
  readonly deliveryId: string;
  readonly records: number;
  /** SHA-256 of the encrypted file, hexadecimal. */
  readonly sha256: string;
}

/**
 * Closes a process (§13.2). Requires that no more supports can arrive, that every support is verified and reviewed,
 * that all counts agree exactly, and that every record is unchanged since it was received. Then encrypts the results to
 * the OPL's key. If the close is rejected, nothing is stored.
 * @throws DomainError RESULTS.KEY_MISSING, .KEY_ALTERED, .NO_PERIOD, .PERIOD_OPEN, .PERIOD_INACTIVE, .DESK_NOT_DONE,
 * .NOT_VERIFIED, .ANSWERS_DUE, .WITHDRAWALS_DUE, .FIGURES_DIFFER, .RECORDS_ALTERED, .ALREADY_CLOSED
 */
@CommandSpec({
  name: 'results.close-process',
  permission: 'results.close',
  input,
  deadlines: { 'sending-ends': 'refuses' },
})
export class CloseProcess extends KernelCommand<z.infer<typeof input>, ClosedProcess> {}

@CommandHandler(CloseProcess)
export class CloseProcessHandler implements ICommandHandler<CloseProcess> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly blobs: BlobStore,
    private readonly state: ClosingState,
    private readonly proofs: RecordProofs,
  ) {}

  async execute({ input: { processId } }: CloseProcess): Promise<ClosedProcess> {
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    this.work.authorize({ entidad: process.entidad });
    const recipient = await this.state.recipientKey(process);
    // Checked here too, so that a close that is too early does not keep out other commands.
    requireCaptureOver(await this.state.periods(processId), this.clock.now());
    // From here on no command may change the data of the results (docs/adr/0054-closing-guard.md).
    await lockClosingExclusive(this.work, processId);
    const now = this.clock.now();
    await this.dispatcher.run(SYSTEM, new RecordClosing({ processId, at: now }));
    requireCaptureOver(await this.state.periods(processId), now);
    await this.dispatcher.ask(SYSTEM, new WaitForInFlightUploads({ processId, entidad: process.entidad }));
    await this.#insertClosure(processId, now);

    const rows = await this.#reconciledRows(process);
    const content = buildPackage(
      {
        processId,
        idProceso: process.idProceso,
        entidad: process.entidad,
        processName: process.name,
        practice: process.practice,
        closedAt: now.toISOString(),
      },
      rows,
      await this.#aspirants(processId),
    );
    return this.#deliver(process, content, { recipient, records: rows.length, at: now });
  }

  async #insertClosure(processId: string, at: Date): Promise<void> {
    const closed = await this.work.sql(
      `insert into results.closure (process_id, actor_id, closed_at) values ($1, $2, $3)
       on conflict do nothing returning process_id`,
      [processId, this.work.actor.id, at],
    );
    if (closed.length === 0) throw new DomainError('RESULTS.ALREADY_CLOSED', { kind: 'conflict' });
  }

  async #reconciledRows(process: ProcessView): Promise<readonly ReviewFacts[]> {
    const figures = await this.state.figures(process);
    const unprocessable = await this.#unprocessableRows(process);
    const rows = [...(await this.#rows(process.id)), ...unprocessable];
    reconcile({ ...figures, rows: rows.length });
    await this.proofs.require(process.id, rows, new Set(unprocessable.map(({ supportId }) => supportId)));
    return rows;
  }

  /** Reads every support with the citizen's data. Each read adds its own entry to the audit trail. */
  async #rows(processId: string): Promise<ReviewFacts[]> {
    const rows: ReviewFacts[] = [];
    let after: string | undefined;
    do {
      const page = await this.dispatcher.ask(SYSTEM, new ListDeskRecords({ processId, after, limit: PAGE }));
      for (const { supportId } of page) {
        rows.push(await this.dispatcher.ask(SYSTEM, new GetReviewFacts({ supportId })));
      }
      after = page.length === PAGE ? page.at(-1)?.sequence : undefined;
    } while (after !== undefined);
    return rows;
  }

  async #unprocessableRows(process: ProcessView): Promise<ReviewFacts[]> {
    const rows: ReviewFacts[] = [];
    for (const supportId of await this.state.unprocessable(process)) {
      rows.push(await this.dispatcher.ask(SYSTEM, new GetReviewFacts({ supportId })));
    }
    return rows;
  }

  async #aspirants(processId: string): Promise<Map<string, AspirantName>> {
    const names = new Map<string, AspirantName>();
    let after: string | undefined;
    do {
      const page = await this.dispatcher.ask(SYSTEM, new ListAspirants({ processId, after, limit: ASPIRANTS_PAGE }));
      for (const { id, folio, displayName } of page.rows) names.set(id, { folio, displayName });
      after = page.next ?? undefined;
    } while (after !== undefined);
    return names;
  }

  async #deliver(
    process: ProcessView,
    content: Buffer,
    { recipient, records, at }: { readonly recipient: PublicKeyJwk; readonly records: number; readonly at: Date },
  ): Promise<ClosedProcess> {
    const deliveryId = randomId();
    const jwe = Buffer.from(await encryptFor(recipient, content));
    const blobKey = `results/${process.id}/${deliveryId}.jwe`;
    const stored = await this.blobs.put(blobKey, once(jwe));
    await this.work.sql(
      `insert into results.delivery (id, process_id, id_proceso, entidad, file_name, blob_key, size, sha256,
         package_sha256, records, recipient_key, actor_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        deliveryId,
        process.id,
        process.idProceso,
        process.entidad,
        `resultados-${process.idProceso}.jwe`,
        blobKey,
        stored.size,
        stored.sha256,
        sha256(content),
        records,
        JSON.stringify(recipient),
        this.work.actor.id,
        at,
      ],
    );
    const entry = { stream: process.id, subject: ['delivery', deliveryId] } as const;
    this.work.publish(new AuditHeadsDue({ cause: 'close', ...entry }));
    const digest = stored.sha256.toString('hex');
    this.work.audit({ ...entry, details: { records, sha256: digest } });
    return { deliveryId, records, sha256: digest };
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}
