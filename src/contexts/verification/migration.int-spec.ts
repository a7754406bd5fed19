import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { emptyDatabase } from '../../../test/support/app.js';
import { openOrm } from '../../kernel/database/database.module.js';
import { applyMigrations } from '../../kernel/database/migrate.js';

describe('verdicts that control-desk published before verification owned the event', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let orm: MikroORM;
  const [done, due] = [randomUUID(), randomUUID()];
  const rows = (text: string) => orm.em.fork().getConnection().execute<object[]>(text);

  beforeAll(async () => {
    database = await emptyDatabase();
    orm = await openOrm(database.url);
    await applyMigrations(orm, database.url, '202611250442_counters_by_entidad');
    const supportId = randomUUID();
    await rows(`insert into control_desk.record (support_id, folio, process_id, entidad, aspirant_id, registry_status,
        reported_class, state, arrived_at)
      values ('${supportId}', 'AC-1', '${randomUUID()}', '22', '${randomUUID()}', '', '', 'pendiente', now())`);
    const payload = JSON.stringify({
      supportId,
      verdict: 'otra',
      subReason: null,
      criteriaVersion: 1,
      at: '2027-01-15',
    });
    await rows(`insert into kernel.outbox_message
        (id, type, version, payload, occurred_at, correlation_id, dispatched_at, settled_at) values
      ('${done}', 'control-desk.verdict-given', 1, '${payload}', now(), '${done}', now(), now()),
      ('${due}', 'control-desk.verdict-given', 1, '${payload}', now(), '${due}', now(), null)`);
    await rows(`insert into kernel.inbox (consumer, message_id) values ('verification.take-desk-verdict', '${done}')`);
    await applyMigrations(orm, database.url);
  });
  afterAll(async () => {
    await orm.close();
    await database.drop();
  });

  it('become reviews decided by the desk, with their folio', async () => {
    const found = await rows(`select type, payload->>'reviewer' as reviewer, payload->>'folio' as folio,
      payload->>'verdict' as verdict from kernel.outbox_message`);
    const renamed = { type: 'verification.review-decided', reviewer: 'desk', folio: 'AC-1', verdict: 'otra' };
    expect(found).toEqual([renamed, renamed]);
  });

  it('are delivered again unless they were processed', async () => {
    expect(await rows(`select id from kernel.outbox_message where dispatched_at is null`)).toEqual([{ id: due }]);
    expect(await rows(`select consumer, message_id from kernel.inbox`)).toEqual([
      { consumer: 'verification.apply-decided-review', message_id: done },
    ]);
  });
});
