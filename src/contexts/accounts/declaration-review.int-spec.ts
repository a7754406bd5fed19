import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scannedPdf } from '../../../test/builders/pdf-file.js';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { createAccountByOficio } from '../../../test/support/officials.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { AccountsModule } from './accounts.module.js';
import {
  AcceptDeclaration,
  GetSignedDeclaration,
  ListOfficials,
  RefuseDeclaration,
  UploadDeclaration,
} from './index.js';

const START = '2027-01-15T18:00:00Z';
const administrator: Actor = { ...systemActor('derfe'), kind: 'official', scope: { entidad: '*' } };

describe('the review of a Declaratoria (§4.4)', () => {
  let context: TestContext;
  let mailbox: Mailbox;
  let dispatcher: Dispatcher;
  let accountId: string;

  beforeAll(async () => {
    mailbox = await openMailbox();
    context = await contextModule([AccountsModule, ProcessesModule], { SMTP_URL: mailbox.url }, START);
    dispatcher = context.module.get(Dispatcher);
    const official = {
      fullName: 'Rosa Trejo Xolotl',
      position: 'Directora de organización',
      email: 'rosa.trejo@ieeq.example',
      phone: '442 101 9800',
      account: 'rosa.trejo@ine.mx',
      role: 'opl-administrator',
      entidad: '22',
      processId: null,
      grantEndsAt: '2027-06-30T06:00:00Z',
    } as const;
    accountId = await createAccountByOficio(dispatcher, administrator, official, new Date(START));
  }, 120_000);
  afterAll(async () => {
    await context.close();
    await mailbox.close();
  });

  const upload = (content: string) =>
    dispatcher.run(administrator, new UploadDeclaration({ accountId, scan: new Uint8Array(scannedPdf(content)) }));

  it('decides only on the one that was reviewed: another one in the meantime is reviewed first; the official gets an e-mail about the acceptance', async () => {
    await upload('firmada');
    const reviewed = await dispatcher.ask(administrator, new GetSignedDeclaration({ accountId }));
    expect(reviewed.delivery).toBe(1);
    await upload('en blanco');
    for (const command of [
      new AcceptDeclaration({ accountId, delivery: 1 }),
      new RefuseDeclaration({ accountId, delivery: 1, reason: 'Falta la firma' }),
    ]) {
      await expect(dispatcher.run(administrator, command)).rejects.toMatchObject({
        code: 'ACCOUNTS.DECLARATION_CHANGED_MEANWHILE',
        kind: 'conflict',
        params: { latest: 2, reviewed: 1 },
      });
    }
    const statusOf = async () =>
      (await dispatcher.ask(administrator, new ListOfficials({ accountId }))).rows.map(({ status }) => status);
    expect(await statusOf()).toEqual(['pending']);
    await dispatcher.run(administrator, new AcceptDeclaration({ accountId, delivery: 2 }));
    expect(await statusOf()).toEqual(['active']);
    await context.module.get(OutboxRelay).drain();
    const subjects = mailbox.messages.map(({ subject }) => subject);
    expect(subjects).toContain('Su cuenta ya está activa · rosa.trejo@ine.mx');
  });
});
