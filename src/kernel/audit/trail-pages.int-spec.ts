import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import type { Actor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { Dispatcher } from '../messaging/dispatcher.js';
import { FindAuditEntries, type AuditEntry } from './find-audit-entries.js';

const HOUR = 3_600_000;
/** Noon in hora centro: the day of each entry is found by adding hours. */
const START = Date.parse('2027-01-15T18:00:00Z');

const auditor: Actor = {
  kind: 'official',
  id: 'auditor',
  label: 'Auditoría',
  permissions: new Set(['audit.read']),
  scope: { '*': '*' },
};

let context: TestContext;
beforeAll(async () => {
  context = await contextModule([]);
}, 60_000);
afterAll(() => context.close());

interface Written {
  readonly actor: string;
  readonly subject: string;
  readonly outcome: 'done' | 'read';
  /** Hours after {@link START}. */
  readonly hour: number;
}

async function write(stream: string, entries: readonly Written[], em: EntityManager = asOwner(context.module)) {
  for (const { actor, subject, outcome, hour } of entries) {
    await em.execute(
      `insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
         subject_id, details, correlation_id)
       values (?, ?, 'official', ?, 'auditor', 'things.see', ?, 'thing', ?, '{}', ?)`,
      [stream, new Date(START + hour * HOUR), actor, outcome, subject, randomId()],
    );
  }
}

type Input = ConstructorParameters<typeof FindAuditEntries>[0];
const page = (input: Input) =>
  context.module.get(Dispatcher).ask(auditor, new FindAuditEntries({ joinReads: true, ...input }));

/** Reads every page from the first, or from the last to the first; `between` runs after each page. */
async function pages(input: Input, backwards: boolean, between: () => Promise<void>): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  for (let at: Input = backwards ? { atEnd: true } : {}; ;) {
    const { rows, next, previous } = await page({ ...input, ...at });
    if (backwards) found.unshift(...rows);
    else found.push(...rows);
    const cursor = backwards ? previous : next;
    if (cursor === null) return found;
    at = backwards ? { before: cursor } : { after: cursor };
    await between();
  }
}

const entry: fc.Arbitrary<Written> = fc.record({
  actor: fc.constantFrom('ana', 'luis'),
  subject: fc.constantFrom('a', 'b', 'c'),
  outcome: fc.constantFrom('read', 'read', 'read', 'done'),
  hour: fc.integer({ min: 0, max: 40 }),
});

const counted = (rows: readonly AuditEntry[]): number => rows.reduce((sum, { times }) => sum + times, 0);

describe('the pages of the audit trail with joined reads', () => {
  it('have each entry in exactly one row, whatever the page size, even if entries are added between two pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 30 }),
        fc.array(entry, { maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (written, later, limit, backwards) => {
          const stream = randomId();
          await write(stream, written);
          let arrived = 0;
          const rows = await pages({ stream, limit }, backwards, async () => {
            await write(stream, later.slice(arrived, arrived + 1));
            arrived += 1;
          });
          expect(counted(rows)).toBe(written.length);
          expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
          const times = rows.map(({ at }) => Date.parse(at));
          expect(times).toEqual([...times].sort((a, b) => b - a));
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  it('count the reads of the auditor once, although reading each page adds another', async () => {
    await page({});
    await write('system', [{ actor: auditor.id, subject: 'a', outcome: 'done', hour: 1 }]);
    const [{ count } = { count: 0 }] = await asOwner(context.module).execute<{ count: number }[]>(
      'select count(*)::int from kernel.audit_entry where actor_id = ?',
      [auditor.id],
    );
    const rows = await pages({ actorId: auditor.id, limit: 1 }, false, () => Promise.resolve());
    expect(counted(rows)).toBe(count);
  });

  it('do not lose a read if other reads in its row are committed between two pages', async () => {
    const stream = randomId();
    const seen = (hour: number, subject: string): Written => ({ actor: 'ana', subject, outcome: 'read', hour });
    await write(stream, [seen(0, 'a'), seen(2, 'b')]);
    const em = asOwner(context.module);
    await em.begin();
    await write(stream, [seen(1, 'a'), seen(3, 'a')], em);
    const rows = await pages({ stream, limit: 1 }, false, () => em.commit());
    expect(rows.map(({ subjectId, times }) => [subjectId, times])).toEqual([
      ['b', 1],
      ['a', 1],
    ]);
  });

  it.each(['7', '7.', '7.10:9:', '7.10:20:9', '7.10:20:12,11', '7.10:20:20', "7.10:20:'", '7.0:20:'])(
    'are refused with «%s» as a cursor',
    async (after) => {
      await expect(page({ after })).rejects.toMatchObject({ kind: 'invalid' });
    },
  );
});
