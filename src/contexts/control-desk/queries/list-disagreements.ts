import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Verdict } from '../domain/verdict.js';
import { DISAGREEMENTS, DISAGREES, secondNoteContext } from '../persistence/second-reviews.js';

const input = z.object({
  processIds: z.array(z.uuid()).max(500),
  supportId: z.uuid().optional(),
  limit: z.number().int().min(1).max(500).default(100),
});

export interface Disagreement {
  readonly supportId: string;
  readonly second: {
    readonly verdict: Verdict;
    readonly subReason: string | null;
    readonly note: string | null;
    readonly givenAt: string;
  };
}

/** The records of these processes on which two reviewers disagree and no supervisor has decided (decision 50). */
@QuerySpec({
  name: 'control-desk.list-disagreements',
  permission: 'control-desk.supervise',
  input,
  personalData: true,
})
export class ListDisagreements extends KernelQuery<z.input<typeof input>, Disagreement[]> {}

@QueryHandler(ListDisagreements)
export class ListDisagreementsHandler implements IQueryHandler<ListDisagreements> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(query: ListDisagreements): Promise<Disagreement[]> {
    const { processIds, supportId: only, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<
      Omit<Disagreement['second'], 'note'> & { readonly supportId: string; readonly note: Buffer | null }
    >(
      `select review.support_id as "supportId", second.verdict, second.sub_reason as "subReason", second.note,
         second.given_at as "givenAt"
       from ${DISAGREEMENTS} join control_desk.verdict_list list on list.id = review.list_id
       where {visible} and ${DISAGREES} and decision.decided_at is null
         and ($2::uuid is null or review.support_id = $2) and list.process_id = any($3::uuid[])
       order by second.given_at limit $1`,
      [limit, only ?? null, processIds],
      { entidad: 'list.entidad' },
    );
    return Promise.all(
      rows.map(async ({ supportId, note, ...second }) => {
        const context = secondNoteContext(supportId);
        return {
          supportId,
          second: { ...second, note: note === null ? null : await this.cipher.decryptText(note, context) },
        };
      }),
    );
  }
}
