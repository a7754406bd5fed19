import { z } from 'zod';
import type { LongJobProgress, LongJobStep } from '../../kernel/long-jobs/long-job-decorator.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';

const PAGE_SIZE = 500;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

const count = z.number().int().min(0);
/** Cursor (the last row of the previous page) and the counts so far. */
export const mailboxCheckpoint = z.object({ after: z.uuid(), changed: count, shared: count });
export type MailboxCheckpoint = z.infer<typeof mailboxCheckpoint>;

/** What the long jobs that recompute mailboxes have in common; they run once, after the migration that needs them. */
export const MAILBOX_JOB = { input: z.object({}), checkpoint: mailboxCheckpoint, cancellable: false } as const;

/** @param people the plural that the title of the job names: 'Aspirantes'. */
export const mailboxFigures = (people: string) => ({
  changed: 'Correos que ahora se reconocen con otra escritura',
  shared: `${people} con el correo de otra persona`,
});

/** A table of people with `email_hash` and `mailbox_shared`. */
export interface MailboxTable {
  readonly name: string;
  /** Condition on the alias `t`: the rows among which a mailbox is unique in a process. */
  readonly unique: string;
}

export interface MailboxRow {
  readonly id: string;
  readonly personal: Buffer;
  readonly emailHash: Buffer;
}

/** Releases a mailbox that its former owner no longer uses to the earliest person who shares it. */
export async function releaseMailbox(
  work: UnitOfWork,
  { name, unique }: MailboxTable,
  { processId, emailHash }: { readonly processId: string; readonly emailHash: Buffer },
): Promise<void> {
  await work.sql(
    `update ${name} set mailbox_shared = false
     where id = (select t.id from ${name} t
         where t.process_id = $1 and t.email_hash = $2 and t.mailbox_shared and ${unique} order by t.registered_at, t.id limit 1)
       and not exists (select from ${name} t
         where t.process_id = $1 and t.email_hash = $2 and not t.mailbox_shared and ${unique})`,
    [processId, emailHash],
  );
}

/**
 * Recomputes the hashes of one page. If another person of the process already has the mailbox, the row is marked as
 * sharing it.
 * @param hashesOf the current hash of each row, in the same order.
 */
export async function recomputeMailboxes(
  work: UnitOfWork,
  table: MailboxTable,
  step: LongJobStep<unknown, MailboxCheckpoint>,
  hashesOf: (rows: readonly MailboxRow[]) => Promise<Buffer[]>,
): Promise<LongJobProgress<MailboxCheckpoint>> {
  const before = step.checkpoint ?? { after: NIL_UUID, changed: 0, shared: 0 };
  const total = step.total ?? (await rowsIn(work, table));
  const page = await work.sql<MailboxRow & object>(
    `select id, personal, email_hash as "emailHash" from ${table.name} where id > $1
     order by id limit ${String(PAGE_SIZE)} for update`,
    [before.after],
  );
  const hashes = await hashesOf(page);
  const due = page.flatMap(({ id, emailHash }, at) => {
    const hash = hashes[at];
    return hash === undefined || hash.equals(emailHash) ? [] : [{ id, hash }];
  });
  const stored = await store(work, table, due);
  const changed = before.changed + stored.length;
  const shared = before.shared + stored.filter((row) => row.shared).length;
  const done = step.done + page.length;
  return {
    checkpoint: { after: page.at(-1)?.id ?? before.after, changed, shared },
    done,
    total: Math.max(total, done),
    finished: page.length < PAGE_SIZE,
    result: { changed, shared },
  };
}

async function rowsIn(work: UnitOfWork, { name }: MailboxTable): Promise<number> {
  const [row] = await work.sql<{ rows: number }>(`select count(*)::int as rows from ${name}`);
  return row?.rows ?? 0;
}

function store(
  work: UnitOfWork,
  { name, unique }: MailboxTable,
  due: readonly { readonly id: string; readonly hash: Buffer }[],
): Promise<{ shared: boolean }[]> {
  return work.sql<{ shared: boolean }>(
    `with due as (select * from unnest($1::uuid[], $2::bytea[]) as due (id, hash)),
     placed as (
       select t.id, due.hash, ${unique} as counts,
         row_number() over (partition by t.process_id, due.hash, ${unique} order by t.registered_at, t.id) as place,
         exists (select from ${name} other where other.process_id = t.process_id and other.email_hash = due.hash
           and other.id <> t.id and ${unique.replaceAll('t.', 'other.')}) as taken
       from due join ${name} t on t.id = due.id)
     update ${name} row set email_hash = placed.hash, mailbox_shared = placed.counts and (placed.taken or placed.place > 1)
     from placed where row.id = placed.id returning row.mailbox_shared as shared`,
    [due.map(({ id }) => id), due.map(({ hash }) => hash)],
  );
}
