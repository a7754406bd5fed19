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
import { loadAspirantContext, requireCanRegister, type AspirantContext } from '../aspirant-context.js';
import { checkRow, sortByColumn, type CheckedRow, type RawRow } from '../domain/import-rows.js';
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

/** The aspirant learns only that a person could not be validated; the OPL sees the cause (decision 28). */
const NOT_VALIDATED: FieldIssue = { code: 'AUXILIARIES.NOT_VALIDATED', field: 'claveElector', params: {} };

const ALREADY_DIFFERENT = 'AUXILIARIES.ALREADY_DIFFERENT';
const ALREADY_LISTED: FieldIssue = { code: 'AUXILIARIES.CLAVE_TAKEN', field: 'claveElector', params: {} };

/** Enough to occupy two worker processes: each processes two shards at a time. */
const SHARDS = 4;

/**
 * Reads the file of an import, then checks its rows in batches: first each row on its own, then the batch against the
 * roll and the register (§6.4).
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
    private readonly completion: ImportCompletion,
  ) {}

  async step(step: ImportStep): Promise<LongJobProgress<ImportCheckpoint>> {
    const { checkpoint, input } = step;
    if (checkpoint === null) return this.#stage(input.importId);
    const upload = await findImport(this.work, input.importId);
    if (upload.state !== 'checking') return finishedImport(step);
    const { next } = checkpoint;
    const batches = new ImportBatches(this.work, this.cipher, upload.id);
    const rows = await batches.rawRows(next);
    try {
      const verdicts = await this.#verdicts(upload, rows);
      await batches.setVerdicts(next, verdicts);
      const tally = tallyOf(verdicts);
      if (await countBatch(this.work, upload.id, rows.length, { ...tally, registered: 0 })) {
        await this.completion.complete(upload.id, 'check');
      }
      return nextBatch(step, rows.length, tally);
    } catch (error) {
      // While no roll is loaded, the job retries the batch.
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
    rows: readonly RawRow[],
  ): Promise<RowVerdict[]> {
    const context = await loadAspirantContext(this.dispatcher, upload.aspirantId);
    await requireCanRegister(this.work, context);
    const now = this.clock.now();
    const checked = rows.map((row) => checkRow(row, now));
    const candidates = await this.register.candidates(checked.flatMap(({ data }) => (data ? [data] : [])));
    const rollStatuses = await this.#rollStatuses(candidates, upload.entidad);
    const matches = await this.register.matchesFor(context, candidates);
    const known = await this.#knownFaults(context, checked);
    const findings: Finding[] = [];
    let at = 0;
    const verdicts = checked.map((row, index): RowVerdict => {
      if (!row.data) {
        const faults = sortByColumn([...row.faults, ...(known.get(row) ?? [])]);
        return { kind: 'faulty', faults, warnings: row.warnings };
      }
      const [candidate, rollStatus, match] = [candidates[at], rollStatuses[at], matches[at]];
      at += 1;
      if (!candidate || !rollStatus || !match) throw new Error('a candidate has no roll status or no match');
      findings.push(...findingsOf(rows[index]?.number ?? 0, candidate, rollStatus, match));
      return verdictOf(row, candidate, rollStatus, match);
    });
    await recordFindings(this.work, this.cipher, { ...upload, at: now }, findings);
    return verdicts;
  }

  /** Compares rows that have other faults with the aspirant's list, so that all their faults are corrected together. */
  async #knownFaults(
    context: AspirantContext,
    checked: readonly CheckedRow[],
  ): Promise<ReadonlyMap<CheckedRow, readonly FieldIssue[]>> {
    const rows = checked.filter(({ readable }) => readable !== undefined);
    const candidates = await this.register.candidates(rows.flatMap(({ readable }) => (readable ? [readable] : [])));
    const matches = await this.register.matchesFor(context, candidates);
    return new Map(rows.map((row, at) => [row, knownFaultsOf(row, matches[at])]));
  }

  /** Queries the roll once per batch. */
  async #rollStatuses(candidates: readonly Candidate[], entidad: string): Promise<readonly RollEntryStatus[]> {
    const clavesElector = candidates.map(({ data }) => data.claveElector);
    if (clavesElector.length === 0) return [];
    const { statuses } = await this.dispatcher.ask(
      systemActor('auxiliaries.check-import'),
      new GetRegistrations({ clavesElector, entidad }),
    );
    if (!statuses) throw new DomainError('AUXILIARIES.ROLL_NOT_LOADED', { kind: 'unavailable' });
    return statuses;
  }
}

const isInPadron = ({ status }: RollEntryStatus): boolean => status !== undefined && status !== 'baja';

function verdictOf(
  row: CheckedRow,
  candidate: Candidate,
  rollStatus: RollEntryStatus,
  match: RegisterMatch,
): RowVerdict {
  if (match.alreadyRegistered) return { kind: 'already' };
  const listFaults = match.faults.filter(({ code }) => code !== 'AUXILIARIES.OTHER_ASPIRANT');
  const padronFaults = isInPadron(rollStatus) ? [] : [NOT_VALIDATED];
  // OTHER_ASPIRANT has the text of NOT_VALIDATED and is reported only if the row has no other fault.
  const faults = sortByColumn([
    ...padronFaults,
    ...(padronFaults.length + listFaults.length === 0 ? match.faults : listFaults),
  ]);
  if (faults.length > 0) return { kind: 'faulty', faults, warnings: row.warnings };
  return {
    kind: 'good',
    data: candidate.data,
    inNominalList: rollStatus.status === 'lista-nominal',
    hashes: [candidate.emailHash.toString('base64'), candidate.claveHash.toString('base64')],
    warnings: row.warnings,
  };
}

/** The faults of columns that have no other fault. Omits OTHER_ASPIRANT, which needs the result of the padrón. */
function knownFaultsOf({ faults }: CheckedRow, match: RegisterMatch | undefined): FieldIssue[] {
  if (!match) return [];
  const isListed = match.alreadyRegistered || match.faults.some(({ code }) => code === ALREADY_DIFFERENT);
  const broken = new Set<string>(faults.map(({ field }) => field));
  return [
    ...(isListed ? [ALREADY_LISTED] : []),
    ...match.faults.filter(
      ({ code, field }) => code !== ALREADY_DIFFERENT && code !== 'AUXILIARIES.OTHER_ASPIRANT' && !broken.has(field),
    ),
  ];
}

function findingsOf(
  rowNumber: number,
  { data }: Candidate,
  rollStatus: RollEntryStatus,
  match: RegisterMatch,
): Finding[] {
  const common = { rowNumber, data, status: rollStatus.status, bajaCause: rollStatus.bajaCause };
  return [
    ...(isInPadron(rollStatus) ? [] : [{ ...common, kind: 'not-in-padron' as const }]),
    ...(match.helpsOtherAspirant ? [{ ...common, kind: 'other-aspirant' as const }] : []),
  ];
}
