import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ElectoralRoll, NoRollCutError, type Match, type MatchQuestion } from '../../electoral-roll/index.js';
import type { Answered, Opened } from './step-types.js';

/** Asks the electoral roll about opened supports. */
@Injectable()
export class MatchRoll {
  constructor(
    private readonly work: UnitOfWork,
    private readonly roll: ElectoralRoll,
  ) {}

  /**
   * Without a roll cut a support stays 'en procesamiento'. One that has an answer is asked again only with the cut that
   * was named for the close.
   * @returns the answers, of those that needed one.
   */
  async match(opened: readonly Opened[]): Promise<Answered[]> {
    const rows = await this.work.sql<{ id: string; named: string | null; known: string | null }>(
      `select support.id, closing.cut as named, support.roll_cut as known
       from verification.support left join verification.closing_cut closing using (process_id)
       where support.id = any($1::uuid[])`,
      [opened.map(({ support }) => support.id)],
    );
    const cutOf = new Map(rows.map((row) => [row.id, row]));
    const due = opened.filter(({ support: { id } }) => {
      const { named = null, known = null } = cutOf.get(id) ?? {};
      return known === null || (named !== null && named !== known);
    });
    const questions = due.map(({ support, credentialType, read, typed }): MatchQuestion => {
      const named = cutOf.get(support.id)?.named ?? undefined;
      const question = {
        id: support.id,
        credentialType,
        read,
        typed,
        asOf: support.receivedAt,
        entidad: support.entidad,
      };
      return named === undefined ? question : { ...question, cut: named };
    });
    try {
      return answered(due, await this.roll.match(questions));
    } catch (error) {
      if (error instanceof NoRollCutError) return [];
      throw error;
    }
  }

  /** Asks another roll than the one that is loaded here, for all of them. */
  async matchBy(roll: ElectoralRoll, opened: readonly Opened[]): Promise<Answered[]> {
    const questions = opened.map(({ support, credentialType, read, typed }): MatchQuestion => {
      return { id: support.id, credentialType, read, typed, asOf: support.receivedAt };
    });
    return answered(opened, await roll.match(questions));
  }
}

function answered(opened: readonly Opened[], matches: readonly Match[]): Answered[] {
  return opened.flatMap((one, index) => {
    const match = matches[index];
    return match ? [{ ...one, match }] : [];
  });
}
