import type { AppliedAnswers, ApplyRollAnswers } from './commands/apply-roll-answers.js';
import { readAnswers, checkAnswerFile, type FileAnswer, type RowFault } from '../electoral-roll/index.js';

export interface ImportedAnswers extends AppliedAnswers {
  /** Skipped rows; the others were imported. */
  readonly faults: readonly RowFault[];
}

/** Answers per transaction. */
const BATCH_SIZE = 500;

/**
 * Imports an answer file of any size in batches. An interrupted import can be repeated.
 * @param apply runs the command.
 * @throws ExchangeFileError before anything is imported
 */
export async function importAnswers(
  path: string,
  apply: (input: ApplyRollAnswers['input']) => Promise<AppliedAnswers>,
): Promise<ImportedAnswers> {
  const { batchId, cut, source } = await checkAnswerFile(path);
  const faults: RowFault[] = [];
  const unknown: number[] = [];
  let [applied, repeated] = [0, 0];
  let batch = new Map<number, FileAnswer>();
  const flush = async (): Promise<void> => {
    if (batch.size === 0) return;
    const result = await apply({ batchId, cut, source, answers: [...batch.values()] });
    applied += result.applied;
    repeated += result.repeated;
    unknown.push(...result.unknown);
    batch = new Map();
  };
  let line = 2;
  for await (const one of readAnswers(path)) {
    line += 1;
    if ('fault' in one) faults.push(one);
    else if (batch.has(one.question)) faults.push({ line, fault: 'question' });
    else batch.set(one.question, one);
    if (batch.size === BATCH_SIZE) await flush();
  }
  await flush();
  return { applied, repeated, unknown, faults };
}
