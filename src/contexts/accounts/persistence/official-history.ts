import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { PersonalData } from '../domain/official-data.js';
import type { OfficialStatus } from '../domain/official-status.js';
import { formerContext } from '../domain/official.entity.js';

/**
 * A change of an account. `from` and `to` are statuses, or the ends of a grant in ISO 8601; `declaration` is the number of
 * a Declaratoria among those of the account.
 */
export type OfficialChange = {
  /** ISO 8601. */
  readonly at: string;
  /** Id of the actor. */
  readonly by: string;
  readonly reason: string | null;
} & (
  | {
      readonly kind: 'status';
      readonly from: OfficialStatus | null;
      readonly to: OfficialStatus;
      /** The accepted one; null for another move. */
      readonly declaration: number | null;
    }
  | { readonly kind: 'grant'; readonly from: string; readonly to: string }
  | { readonly kind: 'declared' | 'returned'; readonly declaration: number }
  | { readonly kind: 'second-factor' | 'invitation' }
  /** The previous values of the corrected data, and whether the earlier e-mails belonged to another person. */
  | { readonly kind: 'data'; readonly former: Partial<PersonalData>; readonly otherPerson: boolean }
);

interface DataChange {
  readonly at: string;
  readonly by: string;
  /** Null if it is encrypted together with the previous data. */
  readonly reason: string | null;
  readonly fields: readonly (keyof PersonalData)[];
  readonly former: Buffer;
  readonly otherPerson: boolean;
}

/** What changed in an account and why, newest first. The caller has authorized the account. */
export async function findChanges(work: UnitOfWork, cipher: FieldCipher, accountId: string): Promise<OfficialChange[]> {
  const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const changes = await work.sql<OfficialChange>(
    `with declaration as (
       select d.*, row_number() over (order by uploaded_at, id desc)::int as number
       from accounts.declaration d where official_id = $1)
     select c.at, c.by, c.kind, c."from", c."to", c.reason, c.declaration
     from (
       select ${iso('at')} as at, actor_id as by, 'status' as kind, from_status as "from", to_status as "to", reason, id,
         (select number from declaration
           where accepted_at = m.at and (m.from_status, m.to_status) = ('pending', 'active')) as declaration
       from accounts.status_move m where official_id = $1
       union all
       select ${iso('at')}, actor_id, 'grant', ${iso('from_ends_at')}, ${iso('to_ends_at')}, reason, id, null
       from accounts.grant_change where official_id = $1
       union all
       select ${iso('at')}, actor_id, 'invitation', null, null, null, id, null
       from accounts.resent_invitation where official_id = $1
       union all
       select ${iso('ended_at')}, ended_by, 'second-factor', null, null, reason, 0, null
       from accounts.second_factor where official_id = $1 and reason is not null
       union all
       select ${iso('uploaded_at')}, uploaded_by, 'declared', null, null, null, 0, number from declaration
       union all
       select ${iso('refused_at')}, refused_by, 'returned', null, null, refusal, 0, number
       from declaration where refused_at is not null) c
     order by c.at desc, c.kind, c.id desc`,
    [accountId],
  );
  const corrections = await work.sql<DataChange & object>(
    `select ${iso('at')} as at, actor_id as by, reason, fields, former, other_person as "otherPerson"
     from accounts.data_change where official_id = $1 order by id desc`,
    [accountId],
  );
  const corrected = await Promise.all(
    corrections.map(async ({ fields, former, ...change }): Promise<OfficialChange> => {
      const text = await cipher.decryptText(former, formerContext(accountId, change.at));
      const data = JSON.parse(text) as PersonalData & { readonly reason?: string };
      return {
        ...change,
        reason: data.reason ?? change.reason,
        kind: 'data',
        former: Object.fromEntries(fields.map((field) => [field, data[field]])),
      };
    }),
  );
  return [...corrected, ...changes].sort((a, b) => b.at.localeCompare(a.at));
}
