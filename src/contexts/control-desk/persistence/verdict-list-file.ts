import { Injectable } from '@nestjs/common';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import {
  commitmentOf,
  listHead,
  listRow,
  OPENED_COLUMNS,
  openedRow,
  type CommittedVerdict,
} from '../domain/verdict-list.js';

const PAGE = 5000;
const ALL = 'true';
/** The second review has ended, so that its reviewer can no longer be influenced. */
const REVIEWED_AGAIN = `exists (select from control_desk.second_verdict second
  where second.list_id = l.list_id and second.support_id = l.support_id)`;

interface Row extends CommittedVerdict {
  readonly verdictId: string;
  readonly aspirantId: string;
}

/** Writes the file of a published list from its stored rows: the same bytes every time. */
@Injectable()
export class VerdictListFile {
  constructor(private readonly hash: KeyedHash) {}

  /** The list must be in the actor's scope. */
  async *write(work: UnitOfWork, listId: string, processId: string, records: number): AsyncGenerator<string> {
    yield listHead(processId, records);
    yield* this.#lines(work, listId, ALL, (row, salt) => listRow({ ...row, commitment: commitmentOf(row, salt) }));
  }

  /** The listed verdicts that have been reviewed again, with their salts. The list must be in the actor's scope. */
  async *writeOpened(work: UnitOfWork, listId: string): AsyncGenerator<string> {
    yield OPENED_COLUMNS;
    yield* this.#lines(work, listId, REVIEWED_AGAIN, openedRow);
  }

  async *#lines(
    work: UnitOfWork,
    listId: string,
    condition: string,
    lineOf: (row: Row, salt: Buffer) => string,
  ): AsyncGenerator<string> {
    let after: string | null = null;
    for (;;) {
      const rows: Row[] = await this.#page(work, listId, condition, after);
      const salts = await this.hash.digestEach(
        'control-desk.commitment',
        rows.map(({ verdictId }) => [listId, verdictId]),
      );
      yield rows.map((row, at) => lineOf(row, salts[at] ?? missing())).join('');
      if (rows.length < PAGE) return;
      after = rows.at(-1)?.supportId ?? null;
    }
  }

  #page(work: UnitOfWork, listId: string, condition: string, after: string | null): Promise<Row[]> {
    return work.sql<Row>(
      `select l.support_id as "supportId", v.id::text as "verdictId", r.aspirant_id as "aspirantId", v.verdict,
         v.sub_reason as "subReason", v.criteria_version as "criteriaVersion", v.reviewer_id as "reviewerId"
       from control_desk.listed_verdict l
         join control_desk.verdict v on v.id = l.verdict_id
         join control_desk.record r on r.support_id = l.support_id
       where l.list_id = $1 and ($2::uuid is null or l.support_id > $2) and ${condition} order by l.support_id limit $3`,
      [listId, after, PAGE],
    );
  }
}

function missing(): never {
  throw new Error('a row has no salt');
}
