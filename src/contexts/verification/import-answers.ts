import type { AppliedAnswers, ApplyRollAnswers } from './commands/apply-roll-answers.js';
import { readAnswers, checkAnswerFile, type FileAnswer, type RowFault } from '../electoral-roll/index.js';

export interface ImportedAnswers extends AppliedAnswers {
  /** Rows that were left out; the others were taken. */
  readonly faults: readonly RowFault[];
}

/** So many answers are a transaction. */
const AT_ONCE = 500;

/**
 * Takes a file of answers, a few hundred at a time however large it is. Interrupted, it may simply be taken again.
 * @param apply runs the command.
 * @throws ExchangeFileError before anything is taken.
 */
export async function importAnswers(
  path: string,
  apply: (input: ApplyRollAnswers['input']) => Promise<AppliedAnswers>,
): Promise<ImportedAnswers> {
  const { batchId, cut, source } = await checkAnswerFile(path);
  const faults: RowFault[] = [];
  const unknown: number[] = [];
  let [applied, repeated] = [0, 0];
  let waiting = new Map<number, FileAnswer>();
  const flush = async (): Promise<void> => {
    if (waiting.size === 0) return;
    const done = await apply({ batchId, cut, source, answers: [...waiting.values()] });
    applied += done.applied;
    repeated += done.repeated;
    unknown.push(...done.unknown);
    waiting = new Map();
  };
  let line = 2;
  for await (const one of readAnswers(path)) {
    line += 1;
    if ('fault' in one) faults.push(one);
    else if (waiting.has(one.question)) faults.push({ line, fault: 'question' });
    else waiting.set(one.question, one);
    if (waiting.size === AT_ONCE) await flush();
  }
  await flush();
  return { applied, repeated, unknown, faults };
}
