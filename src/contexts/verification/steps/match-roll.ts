import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ElectoralRoll, NoRollCutError, type Match, type MatchQuestion } from '../../electoral-roll/index.js';
import type { MatchResult, MatchInput } from './step-types.js';

/** Matches opened supports against the electoral roll. */
@Injectable()
export class MatchRoll {
  constructor(
    private readonly work: UnitOfWork,
    private readonly roll: ElectoralRoll,
  ) {}

  /**
   * Without a roll cut a support stays 'en procesamiento'. A matched support is matched again only against the cut
   * designated for the close.
   * @returns results of the supports that needed a match
   */
  async match(opened: readonly MatchInput[]): Promise<MatchResult[]> {
    const rows = await this.work.sql<{ id: string; named: string | null; known: string | null }>(
      `select support.id, closing.cut as named, support.roll_cut as known
       from verification.support left join verification.closing_cut closing using (process_id)
       where support.id = any($1::uuid[])`,
      [opened.map(({ support }) => support.id)],
    );
    const cutOf = new Map(rows.map((row) => [row.id, row]));
    const pending = opened.filter(({ support: { id } }) => {
      const { named = null, known = null } = cutOf.get(id) ?? {};
      return known === null || (named !== null && named !== known);
    });
    const questions = pending.map(({ support, credentialType, read, typed }): MatchQuestion => {
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
      return withMatches(pending, await this.roll.match(questions));
    } catch (error) {
      if (error instanceof NoRollCutError) return [];
      throw error;
    }
  }

  /** Matches all these supports against the given roll instead of the loaded one. */
  async matchAgainst(roll: ElectoralRoll, opened: readonly MatchInput[]): Promise<MatchResult[]> {
    const questions = opened.map(({ support, credentialType, read, typed }): MatchQuestion => {
      return { id: support.id, credentialType, read, typed, asOf: support.receivedAt };
    });
    return withMatches(opened, await roll.match(questions));
  }
}

function withMatches(opened: readonly MatchInput[], matches: readonly Match[]): MatchResult[] {
  return opened.flatMap((one, index) => {
    const match = matches[index];
    return match ? [{ ...one, match }] : [];
  });
}
