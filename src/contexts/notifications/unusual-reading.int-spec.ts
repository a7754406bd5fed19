import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { seedOfficials } from '../../demonstration/seed/officials.js';
import { systemActor } from '../../kernel/access/actor.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { GetContact, ListContacts, type Role } from '../accounts/index.js';
import { ControlDeskModule } from '../control-desk/control-desk.module.js';
import { WatchReading } from '../control-desk/jobs/watch-reading.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { NotificationsModule } from './notifications.module.js';

const system = systemActor('spec');
const READ = 201;
let context: TestContext;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await openMailbox();
  const modules = [AccountsModule, ProcessesModule, ControlDeskModule, NotificationsModule];
  context = await contextModule(modules, { SMTP_URL: mailbox.url }, '2027-01-19T18:00:00Z');
  await seedOfficials(context.module);
}, 120_000);
afterAll(async () => {
  await context.close();
  await mailbox.close();
});

const contactsOf = (role: Role) =>
  context.module.get(Dispatcher).ask(system, new ListContacts({ entidad: '22', role }));

it('the administrators and auditors of the OPL are e-mailed once about an account that read unusually many records', async () => {
  const [reviewer] = await contactsOf('opl-reviewer');
  const officialId = reviewer?.officialId ?? '';
  const reader = await context.module.get(Dispatcher).ask(system, new GetContact({ officialId }));
  // Audit entries as `GetEvidence` writes them, each for a different record.
  await asOwner(context.module).execute(
    `insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
         subject_id, details, correlation_id, territory)
       select 'system', ?, 'official', ?, '', 'verification.get-evidence', 'read', 'support', gen_random_uuid()::text, '{}',
         gen_random_uuid(), '22'
       from generate_series(1, ?)`,
    [context.clock.now(), officialId, READ],
  );
  const mailsOf = async () => {
    await context.module.get(OutboxRelay).drain();
    const before = mailbox.messages.length;
    await context.module.get(WatchReading).run();
    await context.module.get(OutboxRelay).drain();
    return mailbox.messages.slice(before);
  };

  const mails = await mailsOf();
  const recipients = [...(await contactsOf('opl-administrator')), ...(await contactsOf('auditor'))];
  expect(mails.map(({ to }) => [to].flat()[0]?.text).sort()).toEqual(recipients.map(({ email }) => email).sort());
  expect(mails.length).toBeGreaterThan(0);
  for (const { subject, text, html } of mails) {
    expect(subject).toContain(reader?.account);
    for (const body of [text, html]) {
      expect(body).toContain(String(READ));
      expect(body).toContain('19/01/2027 12:00');
      expect(body).not.toContain(reader?.fullName);
    }
  }
  expect(await mailsOf()).toEqual([]);
}, 120_000);
