import { formatAnswerFile, parseQuestionFile } from './exchange-format.js';
import { InMemoryElectoralRoll } from '../in-memory-roll.js';
import type { RollElector } from '#electoral/roll';

/** Fake of the host of the roll: answers a question file with an answer file. */
export function fakeRollHost(electors: readonly RollElector[], cut: string): (questions: string) => Promise<string> {
  const roll = new InMemoryElectoralRoll(electors, { name: cut, source: 'quien guarda el padrón' });
  return async (text) => {
    const { batchId, questions } = parseQuestionFile(text);
    const matches = await roll.match(questions);
    return formatAnswerFile(
      { batchId, cut, source: 'quien guarda el padrón' },
      matches.map(({ id, cut: _, ...match }) => ({ question: Number(id), match })),
    );
  };
}
