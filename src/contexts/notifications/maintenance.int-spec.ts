import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { seedOfficials } from '../../demonstration/seed/officials.js';
import { systemActor } from '../../kernel/access/actor.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ListContacts } from '../accounts/index.js';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { AnnounceMaintenance, EndMaintenance } from '../intake/index.js';
import { IntakeModule } from '../intake/intake.module.js';
import { NotificationsModule } from './notifications.module.js';
import { createProcess } from '../../demonstration/world/index.js';

const operator = systemActor('cli');
let context: TestContext;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await openMailbox();
  const modules = [
    AccountsModule,
    ProcessesModule,
    AspirantsModule,
    AuxiliariesModule,
    DevicesModule,
    IntakeModule,
    NotificationsModule,
  ];
  context = await contextModule(modules, { SMTP_URL: mailbox.url }, '2027-01-19T18:00:00Z');
  await seedOfficials(context.module);
}, 120_000);
afterAll(async () => {
  await context.close();
  await mailbox.close();
});

it('maintenance is announced to every administrator of an OPL with a process; the e-mail asks them to inform the aspirants (§10.2)', async () => {
  const dispatcher = context.module.get(Dispatcher);
  const relay = context.module.get(OutboxRelay);
  const messagesSentBy = async (work: () => Promise<unknown>) => {
    await relay.drain();
    const before = mailbox.messages.length;
    await work();
    await relay.drain();
    return mailbox.messages.slice(before);
  };
  const window = { beginsAt: '2027-01-20T06:00:00Z', endsAt: '2027-01-20T08:00:00Z' };
  const announce = () =>
    dispatcher.run(
      operator,
      new AnnounceMaintenance({ ...window, reason: 'Se cambia un equipo de la base de datos.' }),
    );

  // Without a process there is no recipient.
  expect(await messagesSentBy(announce)).toEqual([]);
  await dispatcher.run(operator, new EndMaintenance({}));
  await createProcess(dispatcher, operator, { name: 'Proceso Electoral Local' });

  const administrators = await dispatcher.ask(operator, new ListContacts({ entidad: '22', role: 'opl-administrator' }));
  expect(administrators.length).toBeGreaterThan(0);
  const announced = await messagesSentBy(announce);
  expect(announced).toHaveLength(administrators.length);
  for (const mail of announced) {
    expect(mail.text).toContain('Del 20/01/2027 00:00 al 20/01/2027 02:00 (hora centro)');
    expect(mail.text).toContain('Se cambia un equipo de la base de datos.');
    expect(mail.text).toContain('Informe de esto a las y los aspirantes de su entidad');
    expect(mail.html).toContain('Ningún apoyo se pierde');
  }

  const corrected = await messagesSentBy(() =>
    dispatcher.run(
      operator,
      new AnnounceMaintenance({
        ...window,
        endsAt: '2027-01-20T09:00:00Z',
        reason: 'Dura una hora más.',
        corrects: true,
      }),
    ),
  );
  expect(corrected).toHaveLength(administrators.length);
  expect(corrected[0]?.subject).toContain('Se corrigió el aviso');
  expect(corrected[0]?.text).toContain('Este aviso sustituye al anterior');
  expect(corrected[0]?.text).toContain('Del 20/01/2027 00:00 al 20/01/2027 03:00 (hora centro)');

  context.clock.set('2027-01-20T07:00:00Z');
  const ended = await messagesSentBy(() => dispatcher.run(operator, new EndMaintenance({})));
  expect(ended).toHaveLength(administrators.length);
  expect(ended[0]?.subject).toContain('Terminó el mantenimiento');
  expect(ended[0]?.text).toContain('ya recibe apoyos');
}, 120_000);
