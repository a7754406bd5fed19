import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { LongJobSpec, type LongJob, type LongJobProgress } from '../../../kernel/long-jobs/long-job-decorator.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AuxiliaryRegister, type Candidate } from '../auxiliary-register.js';
import { loadAspirantContext, requireCanRegister } from '../aspirant-context.js';
import { tallyOf, type GoodVerdict, type RowVerdict } from '../domain/import-verdict.js';
import { lockIdSeries } from '../persistence/auxiliary-records.js';
import { ImportCompletion } from '../import-completion.js';
import { cancelImport, countBatch, findImport, ImportBatches, refuseImport } from '../persistence/import-records.js';
import {
  finishedImport,
  importCheckpoint,
  importInput,
  nextBatch,
  type ImportCheckpoint,
  type ImportInput,
  type ImportStep,
} from './import-steps.js';

/**
 * Registers the valid rows of an import in batches, each batch in one transaction: after a crash the job repeats the
 * batch, and no row is registered twice. A row whose e-mail or clave has been taken since the check becomes faulty
 * (§6.4).
 */
@Injectable()
@LongJobSpec({
  kind: 'auxiliaries.register-import',
  input: importInput,
  checkpoint: importCheckpoint,
  permission: 'auxiliaries.read',
  title: 'Registro de auxiliares de un archivo',
  items: ['fila', 'filas'],
  figures: {
    registered: 'Personas registradas',
    faulty: 'Filas por corregir',
    already: 'Filas de personas ya registradas',
  },
})
export class RegisterImport implements LongJob<ImportInput, ImportCheckpoint> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
    private readonly register: AuxiliaryRegister,
    private readonly completion: ImportCompletion,
  ) {}

  async step(step: ImportStep): Promise<LongJobProgress<ImportCheckpoint>> {
    const upload = await findImport(this.work, step.input.importId);
    if (upload.state !== 'registering' || step.checkpoint === null) return finishedImport(step);
    const { next } = step.checkpoint;
    const batches = new ImportBatches(this.work, this.cipher, upload.id);
    const before = await batches.verdicts(next);
    try {
      const after = await this.#register(upload.id, upload.aspirantId, before);
      await batches.setVerdicts(next, after);
      if (await this.#count(upload.id, before, after)) await this.completion.complete(upload.id, 'registration');
      return nextBatch(step, before.length, { ...tallyOf(after), registered: countRegistered(after) });
    } catch (error) {
      // During a close, the job retries the batch, because the close may still fail.
      if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
      await refuseImport(this.work, upload.id, error, this.clock.now());
      return finishedImport(step);
    }
  }

  cancelled({ importId }: ImportInput): Promise<void> {
    return cancelImport(this.work, importId, this.clock.now());
  }

  async #register(importId: string, aspirantId: string, before: readonly RowVerdict[]): Promise<RowVerdict[]> {
    const good = before.filter((one) => one.kind === 'good');
    if (good.length === 0) return [...before];
    const context = await loadAspirantContext(this.dispatcher, aspirantId);
    await requireCanRegister(this.work, context);
    const candidates = await this.register.prepare(good.map(candidateOf));
    await lockIdSeries(this.work, context.processId);
    const matches = await this.register.matchesFor(context, candidates);
    const accepted = candidates.flatMap((candidate, at) => {
      const match = matches[at];
      return match && !match.alreadyRegistered && match.faults.length === 0 ? [{ ...candidate, ...match }] : [];
    });
    await this.register.register(context, accepted, { importId });
    let at = 0;
    return before.map((verdict): RowVerdict => {
      if (verdict.kind !== 'good') return verdict;
      const match = matches[at];
      at += 1;
      const { warnings } = verdict;
      if (match?.alreadyRegistered === true) return { kind: 'already' };
      if (match && match.faults.length > 0) return { kind: 'faulty', faults: match.faults, warnings };
      return { kind: 'registered', warnings };
    });
  }

  async #count(importId: string, before: readonly RowVerdict[], after: readonly RowVerdict[]): Promise<boolean> {
    const [was, is] = [tallyOf(before), tallyOf(after)];
    if (is.faulty > was.faulty) {
      // The error workbook written after the check is now incomplete.
      await this.work.sql('update auxiliaries.import set answer_blob_key = null, answer_id = null where id = $1', [
        importId,
      ]);
    }
    return countBatch(this.work, importId, before.length, {
      good: is.good - was.good,
      faulty: is.faulty - was.faulty,
      already: is.already - was.already,
      warned: is.warned - was.warned,
      registered: countRegistered(after),
    });
  }
}

function countRegistered(verdicts: readonly RowVerdict[]): number {
  return verdicts.filter(({ kind }) => kind === 'registered').length;
}

function candidateOf({
  data,
  inNominalList,
  hashes: [email, clave],
}: GoodVerdict): Candidate & { inNominalList: boolean } {
  const [emailHash, claveHash] = [Buffer.from(email, 'base64'), Buffer.from(clave, 'base64')];
  return { data, inNominalList, emailHash, claveHash };
}
