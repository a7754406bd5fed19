import { MikroORM } from '@mikro-orm/postgresql';
import { describe, expect, it } from '@jest/globals';
import { emptyDatabase } from '../../../test/support/app.js';
import { randomId } from '../../kernel/crypto/random.js';
import { openOrm } from '../../kernel/database/database.module.js';
import { applyMigrations } from '../../kernel/database/migrate.js';

/** E-mails that one job addressed and another sent: event type and consumer before the migrations, and the e-mail. */
const FORMER = [
  ['processes.reminder-mail-due', 'processes.send-reminder', 'reminder'],
  ['intake.maintenance-mail-due', 'intake.send-maintenance-mail', 'maintenance'],
  ['results.desk-concluded-mail-due', 'results.send-desk-concluded', 'desk-concluded'],
] as const;

/** Consumers that sent the e-mail of an event directly, and the consumers of the event after the migrations. */
const RENAMED = [
  ['accounts.access-link-due', 'accounts.send-access-link', ['notifications.access-link']],
  [
    'aspirants.email-changed',
    'aspirants.send-email-change',
    ['aspirants.end-sessions', 'notifications.account-changed', 'notifications.account-ended'],
  ],
  [
    'auxiliaries.account-confirmation-due',
    'auxiliaries.send-account-confirmation',
    ['notifications.account-confirmation'],
  ],
  ['intake.support-received', 'intake.send-auxiliary-receipt', ['notifications.support-received']],
  ['verification.citizen-receipt-due', 'verification.send-citizen-receipt', ['notifications.citizen-receipt']],
] as const;

describe('an e-mail that was undelivered at the migration to notifications', () => {
  it('is neither lost nor sent twice', async () => {
    const database = await emptyDatabase();
    const orm: MikroORM = await openOrm(database.url);
    try {
      await applyMigrations(orm, database.url, '202611290050');
      const execute = <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
        orm.em.fork().execute<Row[]>(text, params);
      const message = async (type: string, payload: object, consumer?: string): Promise<string> => {
        const id = randomId();
        await execute(
          `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id)
           values (?, ?, 1, ?::jsonb, now(), ?)`,
          [id, type, JSON.stringify(payload), randomId()],
        );
        if (consumer !== undefined) {
          await execute('insert into kernel.inbox (consumer, message_id) values (?, ?)', [consumer, id]);
        }
        return id;
      };
      const addressed = new Map<string, { waiting: string; done: string }>();
      for (const [type, consumer, mail] of FORMER) {
        const payload = { subject: mail, officialId: 'o', role: 'r', entidad: '22' };
        addressed.set(mail, { waiting: await message(type, payload), done: await message(type, payload, consumer) });
      }
      const processed = new Map<readonly string[], string>();
      for (const [type, consumer, now] of RENAMED) processed.set(now, await message(type, {}, consumer));
      const [confirmationId, auxiliaryId] = [randomId(), randomId()];
      await execute(
        'alter table auxiliaries.account_confirmation drop constraint account_confirmation_auxiliary_id_fkey',
      );
      await execute(
        `insert into auxiliaries.account_confirmation (id, auxiliary_id, sign_in_subject, asked_at, expires_at)
         values (?, ?, 's', now(), now())`,
        [confirmationId, auxiliaryId],
      );
      const asked = await message('auxiliaries.account-confirmation-due', { confirmationId });

      await applyMigrations(orm, database.url);
      for (const [mail, { waiting, done: settled }] of addressed) {
        expect(
          await execute('select id, recipient_id, state from notifications.message where mail = ?', [mail]),
        ).toEqual([{ id: waiting, recipient_id: 'o', state: 'waiting' }]);
        expect(
          await execute(`select payload ->> 'deliveryId' as delivery, type from kernel.outbox_message where id = ?`, [
            waiting,
          ]),
        ).toEqual([{ delivery: waiting, type: 'notifications.mail-queued' }]);
        expect(await execute('select consumer from kernel.inbox where message_id = ?', [waiting])).toEqual([]);
        expect(await execute('select consumer from kernel.inbox where message_id = ?', [settled])).toEqual([
          { consumer: 'notifications.deliver' },
        ]);
      }
      for (const [now, id] of processed) {
        const consumers = await execute<{ consumer: string }>(
          'select consumer from kernel.inbox where message_id = ? order by consumer',
          [id],
        );
        expect(consumers.map(({ consumer }) => consumer)).toEqual(now);
      }
      expect(await execute('select type, payload from kernel.outbox_message where id = ?', [asked])).toEqual([
        { type: 'auxiliaries.account-confirmation-asked', payload: { confirmationId, auxiliaryId } },
      ]);
      const former = await execute(`select 1 from kernel.outbox_message where type like '%-mail-due'
        or type in ('accounts.access-link-due', 'auxiliaries.account-confirmation-due', 'verification.citizen-receipt-due', 'processes.reminder-due')`);
      expect(former).toEqual([]);
    } finally {
      await orm.close(true);
      await database.drop();
    }
  }, 120_000);
});
