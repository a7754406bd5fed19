import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { seedOfficials } from '../../demonstration/seed/officials.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { randomId } from '../../kernel/crypto/random.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { GetContact, ListContacts, ROLE_TABLE, type Role } from '../accounts/index.js';
import { ControlDeskModule } from '../control-desk/control-desk.module.js';
import { ReviewRecord } from '../control-desk/index.js';
import { DetectUnusualReading } from '../control-desk/jobs/detect-unusual-reading.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { NotificationsModule } from './notifications.module.js';

const system = systemActor('spec');
const REFUSED = 31;
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

it('the administrators and auditors of the OPL get one e-mail about an account that was refused unusually often', async () => {
  const [reviewer] = await contactsOf('opl-reviewer');
  const officialId = reviewer?.officialId ?? '';
  const reader = await context.module.get(Dispatcher).ask(system, new GetContact({ officialId }));
  const actor: Actor = {
    kind: 'official',
    id: officialId,
    label: 'opl-reviewer',
    permissions: new Set(ROLE_TABLE['opl-reviewer'].permissions),
    scope: { entidad: '22' },
  };
  for (let attempt = 0; attempt < REFUSED; attempt += 1) {
    const asked = context.module.get(Dispatcher).ask(actor, new ReviewRecord({ supportId: randomId() }));
    await expect(asked).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  }
  // The job runs later; the mail states the hour of the attempts.
  context.clock.advance(5 * 3_600_000);
  const mailsOf = async () => {
    await context.module.get(OutboxRelay).drain();
    const before = mailbox.messages.length;
    await context.module.get(DetectUnusualReading).run();
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
      expect(body).toContain(String(REFUSED));
      expect(body).toContain('19/01/2027 12:00');
      expect(body).not.toContain(reader?.fullName);
    }
  }
  expect(await mailsOf()).toEqual([]);
}, 120_000);
