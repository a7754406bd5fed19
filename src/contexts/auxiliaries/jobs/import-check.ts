import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { LongJobSpec, type LongJob, type LongJobProgress } from '../../../kernel/long-jobs/long-job-decorator.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetRegistrations, type RollEntryStatus } from '../../electoral-roll/index.js';
import { AuxiliaryRegister, type Candidate, type RegisterMatch } from '../auxiliary-register.js';
import { loadAspirantContext, requireCanRegister } from '../aspirant-context.js';
import { checkRow, sortByColumn, type CheckedRow, type TypedRow } from '../domain/import-rows.js';
import { tallyOf, type RowVerdict } from '../domain/import-verdict.js';
import type { FieldIssue } from '../domain/registration.js';
import { ImportCompletion } from '../import-completion.js';
import { ImportStaging } from '../import-staging.js';
import { cancelImport, countBatch, findImport, ImportBatches, refuseImport } from '../persistence/import-records.js';
import {
  finishedImport,
  firstBatch,
  importCheckpoint,
  importInput,
  nextBatch,
  importShards,
  type ImportCheckpoint,
  type ImportInput,
  type ImportStep,
} from './import-steps.js';
import { recordFindings, type Finding } from '../persistence/import-findings.js';

/** What is told of somebody who is not in the padrón, or no longer: the cause goes to the OPL (decision 28). */
const NOT_VALIDATED: FieldIssue = { code: 'AUXILIARIES.NOT_VALIDATED', field: 'claveElector', params: {} };

/** Shards of one check: the lanes of two processes. */
const SHARDS = 4;

/**
 * Reads the file of an import, then checks its rows batch by batch: each alone, then all of them against roll and register
 * as one set (§6.4).
 */
@Injectable()
@LongJobSpec({
  kind: 'auxiliaries.check-import',
  input: importInput,
  checkpoint: importCheckpoint,
  permission: 'auxiliaries.read',
  title: 'Revisión de un archivo de auxiliares',
  items: ['fila', 'filas'],
  figures: { good: 'Filas correctas', faulty: 'Filas por corregir', already: 'Filas de personas ya registradas' },
})
export class CheckImport implements LongJob<ImportInput, ImportCheckpoint> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
    private readonly register: AuxiliaryRegister,
    private readonly staging: ImportStaging,
    private readonly ending: ImportCompletion,
  ) {}

  async step(step: ImportStep): Promise<LongJobProgress<ImportCheckpoint>> {
    const { checkpoint, input } = step;
    if (checkpoint === null) return this.#stage(input.importId);
    const upload = await findImport(this.work, input.importId);
    if (upload.state !== 'checking') return finishedImport(step);
    const { next } = checkpoint;
    const batches = new ImportBatches(this.work, this.cipher, upload.id);
    const rows = await batches.typed(next);
    try {
      const verdicts = await this.#verdicts(upload, rows);
      await batches.setVerdicts(next, verdicts);
      const tally = tallyOf(verdicts);
      if (await countBatch(this.work, upload.id, rows.length, { ...tally, registered: 0 })) {
        await this.ending.complete(upload.id, 'check');
      }
      return nextBatch(step, rows.length, tally);
    } catch (error) {
      // Without a roll the batch waits and is tried again.
      if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
      await refuseImport(this.work, upload.id, error, this.clock.now());
      return finishedImport(step);
    }
  }

  cancelled({ importId }: ImportInput): Promise<void> {
    return cancelImport(this.work, importId, this.clock.now());
  }

  async #stage(importId: string): Promise<LongJobProgress<ImportCheckpoint>> {
    const shards = importShards(await this.staging.stage(importId), SHARDS);
    return { checkpoint: firstBatch(0, 0), done: 0, total: 0, finished: true, shards };
  }

  async #verdicts(
    upload: { readonly id: string; readonly aspirantId: string; readonly entidad: string },
    rows: readonly TypedRow[],
  ): Promise<RowVerdict[]> {
    const contest = await loadAspirantContext(this.dispatcher, upload.aspirantId);
    await requireCanRegister(this.work, contest);
    const now = this.clock.now();
    const checked = rows.map((row) => checkRow(row, now));
    const candidates = await this.register.candidates(checked.flatMap(({ data }) => (data ? [data] : [])));
    const standings = await this.#standings(candidates, upload.entidad);
    const places = await this.register.matchesFor(contest, candidates);
    const findings: Finding[] = [];
    let at = 0;
    const verdicts = checked.map((row, index): RowVerdict => {
      if (!row.data) return { kind: 'faulty', faults: row.faults, warnings: row.warnings };
      const [candidate, standing, place] = [candidates[at], standings[at], places[at]];
      at += 1;
      if (!candidate || !standing || !place) throw new Error('every candidate has a standing and a place');
      findings.push(...findingsOf(rows[index]?.number ?? 0, candidate, standing, place));
      return verdictOf(row, candidate, standing, place);
    });
    await recordFindings(this.work, this.cipher, { ...upload, at: now }, findings);
    return verdicts;
  }

  /** One question for the whole batch. */
  async #standings(candidates: readonly Candidate[], entidad: string): Promise<readonly RollEntryStatus[]> {
    const clavesElector = candidates.map(({ data }) => data.claveElector);
    if (clavesElector.length === 0) return [];
    const { statuses: standings } = await this.dispatcher.ask(
      systemActor('auxiliaries.check-import'),
      new GetRegistrations({ clavesElector, entidad }),
    );
    if (!standings) throw new DomainError('AUXILIARIES.ROLL_NOT_LOADED', { kind: 'unavailable' });
    return standings;
  }
}

const isInPadron = ({ status }: RollEntryStatus): boolean => status !== undefined && status !== 'baja';

function verdictOf(row: CheckedRow, candidate: Candidate, standing: RollEntryStatus, place: RegisterMatch): RowVerdict {
  if (place.alreadyRegistered) return { kind: 'already' };
  const faults = sortByColumn([...(isInPadron(standing) ? [] : [NOT_VALIDATED]), ...place.faults]);
  if (faults.length > 0) return { kind: 'faulty', faults, warnings: row.warnings };
  return {
    kind: 'good',
    data: candidate.data,
    inNominalList: standing.status === 'lista-nominal',
    alsoOfOther: place.helpsOtherAspirant,
    hashes: [candidate.emailHash.toString('base64'), candidate.claveHash.toString('base64')],
    warnings: row.warnings,
  };
}

function findingsOf(
  rowNumber: number,
  { data }: Candidate,
  standing: RollEntryStatus,
  place: RegisterMatch,
): Finding[] {
  const common = { rowNumber, data, status: standing.status, bajaCause: standing.bajaCause };
  return [
    ...(isInPadron(standing) ? [] : [{ ...common, kind: 'not-in-padron' as const }]),
    ...(place.helpsOtherAspirant ? [{ ...common, kind: 'other-aspirant' as const }] : []),
  ];
}
