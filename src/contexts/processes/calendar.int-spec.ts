import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { seedOfficials } from '../../demonstration/seed/officials.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { generateP256KeyPair } from '../../kernel/crypto/key-pair.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import {
  DueDateReminders,
  GetSetupProgress,
  GetCalendar,
  GetProcess,
  ListDueDates,
  ListKeyDeadlines,
  ListPublicKeys,
  RecordClosing,
  RegisterOplPublicKey,
  SetCapturePeriod,
} from './index.js';
import { ProcessesModule } from './processes.module.js';
import { addOffice, createProcess, proveKey } from '../../demonstration/world/index.js';

const operator = systemActor('operator');
const official = (entidad: string): Actor => ({ ...operator, kind: 'official', id: 'o', scope: { entidad } });
const queretaro = official('22');

describe('the calendar of a process (decision 40)', () => {
  let context: TestContext;
  let mailbox: Mailbox;
  let dispatcher: Dispatcher;
  let processId: string;
  let officeId: string;
  let idProceso: string;
  let periodId: string;

  beforeAll(async () => {
    mailbox = await openMailbox();
    context = await contextModule(
      [AccountsModule, ProcessesModule, NotificationsModule],
      { SMTP_URL: mailbox.url },
      '2026-12-20T18:00:00Z',
    );
    dispatcher = context.module.get(Dispatcher);
    await seedOfficials(context.module);
    ({ processId, idProceso } = await createProcess(dispatcher, queretaro));
  });
  afterAll(async () => {
    await context.close();
    await mailbox.close();
  });

  const stateOf = async (key: string): Promise<object | undefined> =>
    (await dispatcher.ask(queretaro, new GetCalendar({ processId }))).find((entry) => entry.key === key);
  /** Runs the reminder job at an instant, drains the outbox, and returns the subjects of the e-mails that were sent. */
  const remindAt = async (instant: string): Promise<string[]> => {
    context.clock.set(instant);
    await context.module.get(OutboxRelay).drain();
    const before = mailbox.messages.length;
    await context.module.get(DueDateReminders).run();
    await context.module.get(OutboxRelay).drain();
    return mailbox.messages.slice(before).map(({ subject }) => subject ?? '');
  };

  it('lists every legal deadline of the protocol without dates until a period is set', async () => {
    const calendar = await dispatcher.ask(queretaro, new GetCalendar({ processId }));
    expect(calendar.map(({ numeral, state }) => `${numeral} ${state}`)).toEqual(
      ['13.1', '5.A', '7.7', '10.5', '11.4', '12.2', '12.4', '14.1', '14.2'].map((numeral) => `${numeral} undated`),
    );
    expect(await dispatcher.ask(queretaro, new GetSetupProgress({}))).toMatchObject({
      hasProcess: true,
      next: { processId, officeId: null },
    });
  });

  it('has dates derived from the period once it is set (§5.A, §10.5, §13.1)', async () => {
    ({ officeId } = await addOffice(dispatcher, queretaro, processId));
    expect(await dispatcher.ask(queretaro, new GetSetupProgress({}))).toMatchObject({ next: { officeId } });
    ({ periodId } = await dispatcher.run(
      queretaro,
      new SetCapturePeriod({
        processId,
        officeId,
        name: 'Captación',
        opensAt: '2027-01-20T06:00:00Z',
        closesAt: '2027-02-20T06:00:00Z',
        active: true,
      }),
    ));
    expect(await stateOf('opl-key')).toMatchObject({
      at: '2027-01-10T06:00:00+00:00',
      state: 'coming',
      officeName: null,
    });
    expect(await stateOf('sending-ends')).toMatchObject({ at: '2027-02-21T06:00:00+00:00', officeName: 'Gubernatura' });
    expect(await dispatcher.ask(queretaro, new GetSetupProgress({}))).toEqual({ hasProcess: true, next: null });
  });

  it('lists the next dates of all processes in the scope of the caller', async () => {
    const due = await dispatcher.ask(queretaro, new ListDueDates({}));
    expect(due.map(({ key }) => key)).toEqual(['opl-key', 'capture-opens', 'capture-closes', 'sending-ends']);
    expect(await dispatcher.ask(official('*'), new ListDueDates({ limit: 1 }))).toHaveLength(1);
    expect(await dispatcher.ask(official('14'), new ListDueDates({}))).toEqual([]);
    await expect(dispatcher.ask(official('14'), new GetCalendar({ processId }))).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
  });

  it("reminds the OPL's administrators of the key by e-mail, once each time a reminder is due, to the second (§13.1)", async () => {
    expect(await remindAt('2026-12-31T05:59:59Z')).toEqual([]);
    const first = await remindAt('2026-12-31T06:00:00Z');
    expect(first).toEqual([
      `Recordatorio · Vence la entrega de la llave pública del OPL · ${idProceso} · 10/01/2027 00:00`,
    ]);
    expect(mailbox.messages.at(-1)?.text).toContain('Rosa Trejo Xolotl');
    expect(mailbox.messages.at(-1)?.text).toContain('10 días antes del inicio');
    expect(mailbox.messages.at(-1)?.text).toContain('Fecha y hora: 10/01/2027 00:00 (hora centro).');
    expect(mailbox.messages.at(-1)?.html).toContain('<strong>10/01/2027 00:00</strong> (hora centro)');
    expect(await remindAt('2026-12-31T06:00:01Z')).toEqual([]);
    expect(await remindAt('2027-01-07T06:00:00Z')).toHaveLength(1);
    expect(await remindAt('2027-01-07T18:00:00Z')).toEqual([]);
  });

  it('moves future dates with the period, keeps previous dates with reason and agreement, and reminds again', async () => {
    await dispatcher.run(
      queretaro,
      new SetCapturePeriod({
        processId,
        officeId,
        periodId,
        name: 'Captación',
        opensAt: '2027-01-25T06:00:00Z',
        closesAt: '2027-02-25T06:00:00Z',
        active: true,
        reason: 'Sentencia',
        agreement: 'IEEQ/CG/A/002/27',
        shortens: true,
      }),
    );
    expect(await stateOf('opl-key')).toMatchObject({
      at: '2027-01-15T06:00:00+00:00',
      state: 'due',
      changes: [
        {
          previousAt: '2027-01-10T06:00:00+00:00',
          newAt: '2027-01-15T06:00:00+00:00',
          reason: 'Sentencia',
          agreement: 'IEEQ/CG/A/002/27',
        },
      ],
    });
    expect(await remindAt('2027-01-12T06:00:00Z')).toHaveLength(1);
  });

  it('shows DERFE which OPL is late, and reminds the late OPL to register its key (§13.1)', async () => {
    const deadline = async (): Promise<object | undefined> =>
      (await dispatcher.ask(official('*'), new ListKeyDeadlines({})))[0];
    context.clock.set('2027-01-15T06:00:59.999Z');
    expect(await deadline()).toMatchObject({ processId, state: 'due', registeredAt: null });
    context.clock.set('2027-01-15T06:01:00Z');
    expect(await deadline()).toMatchObject({ processId, state: 'overdue' });
    expect(await stateOf('opl-key')).toMatchObject({ state: 'overdue' });
    expect((await dispatcher.ask(queretaro, new ListDueDates({})))[0]).toMatchObject({ key: 'opl-key' });
    expect(await remindAt('2027-01-15T06:59:59Z')).toEqual([]);
    expect(await remindAt('2027-01-15T07:00:00Z')).toEqual([expect.stringContaining('Plazo vencido')]);

    const { publicJwk, privateJwk } = await generateP256KeyPair();
    const jwk = { ...publicJwk };
    const { late, keyId, thumbprint } = await dispatcher.run(queretaro, new RegisterOplPublicKey({ processId, jwk }));
    expect(late).toBe(true);
    expect(await deadline()).toMatchObject({ state: 'untested', thumbprint, testedAt: null });
    expect(await stateOf('opl-key')).toMatchObject({ state: 'overdue' });
    await proveKey(dispatcher, queretaro, processId, keyId, privateJwk);
    expect(await deadline()).toMatchObject({ state: 'registered-late', thumbprint });
    expect(await stateOf('opl-key')).toMatchObject({
      state: 'met-late',
      metAt: '2027-01-15T07:00:00+00:00',
    });
    expect(await remindAt('2027-01-16T07:00:00Z')).toEqual([]);
  });

  it('shows as late a key registered before the period that it precedes by less than ten days (§13.1)', async () => {
    context.clock.set('2027-01-16T18:00:00Z');
    const created = await createProcess(dispatcher, queretaro, { name: 'Llave antes del periodo' });
    const office = await addOffice(dispatcher, queretaro, created.processId);
    const { publicJwk, privateJwk } = await generateP256KeyPair();
    const { late, keyId } = await dispatcher.run(
      queretaro,
      new RegisterOplPublicKey({ processId: created.processId, jwk: { ...publicJwk } }),
    );
    await proveKey(dispatcher, queretaro, created.processId, keyId, privateJwk);
    const set = (opensAt: string, change: object = {}) =>
      dispatcher.run(
        queretaro,
        new SetCapturePeriod({
          ...{ ...created, ...office, name: 'Captación', opensAt, closesAt: '2027-02-25T06:00:00Z', active: true },
          ...change,
        }),
      );
    const seen = async () => ({
      process: (await dispatcher.ask(queretaro, new GetProcess(created))).oplPublicKeyLate,
      keys: (await dispatcher.ask(queretaro, new ListPublicKeys(created))).map((key) => key.late),
      deadline: (await dispatcher.ask(queretaro, new ListKeyDeadlines({}))).find(
        ({ processId: id }) => id === created.processId,
      )?.state,
      calendar: (await dispatcher.ask(queretaro, new GetCalendar(created))).find(({ key }) => key === 'opl-key')?.state,
    });
    const inTime = { process: false, keys: [false], deadline: 'registered' };
    expect([late, await seen()]).toEqual([false, { ...inTime, calendar: 'undated' }]);
    const change = { reason: 'Sentencia', agreement: 'IEEQ/CG/A/004/27', shortens: true };
    await set('2027-01-26T17:59:00Z');
    expect(await seen()).toEqual({ process: true, keys: [true], deadline: 'registered-late', calendar: 'met-late' });
    await set('2027-01-26T18:01:00Z', change);
    expect(await seen()).toEqual({ ...inTime, calendar: 'met' });

    // The date is past, so it stays when the period is moved forward (decision 40).
    context.clock.set('2027-01-16T18:02:00Z');
    await set('2027-01-24T18:00:00Z', change);
    expect(await seen()).toEqual({ ...inTime, calendar: 'met' });
  });

  it('states what the dates of an inactive period will be if it is activated', async () => {
    const stopped = await createProcess(dispatcher, queretaro, { name: 'Detenido' });
    const office = await addOffice(dispatcher, queretaro, stopped.processId);
    await dispatcher.run(
      queretaro,
      new SetCapturePeriod({
        ...{ ...stopped, ...office, name: 'Captación', active: false },
        opensAt: '2027-03-20T06:00:00Z',
        closesAt: '2027-04-20T06:00:00Z',
      }),
    );
    const calendar = await dispatcher.ask(queretaro, new GetCalendar(stopped));
    expect(calendar.find(({ key }) => key === 'capture-closes')).toMatchObject({
      at: null,
      ifActivated: '2027-04-20T06:00:00.000Z',
    });
    expect(calendar.find(({ key }) => key === 'opl-key')).toMatchObject({ ifActivated: '2027-03-10T06:00:00.000Z' });
  });

  it('marks the e-mails of a practice process', async () => {
    context.clock.set('2027-02-01T06:00:00Z');
    const practice = await createProcess(dispatcher, queretaro, { name: 'Para aprender', practice: true });
    const office = await addOffice(dispatcher, queretaro, practice.processId);
    await dispatcher.run(
      queretaro,
      new SetCapturePeriod({
        ...{ ...practice, ...office, name: 'Captación', active: true },
        opensAt: '2027-02-15T06:00:00Z',
        closesAt: '2027-02-18T06:00:00Z',
      }),
    );
    const subjects = await remindAt('2027-02-02T06:00:00Z');
    const index = subjects.findIndex((subject) => subject.startsWith('[Práctica] Recordatorio'));
    expect(index).toBeGreaterThanOrEqual(0);
    expect(mailbox.messages.slice(-subjects.length)[index]?.text).toContain('Proceso de práctica');
    expect(mailbox.messages.slice(-subjects.length)[index]?.html).toContain('Proceso de práctica');
  });

  it('rejects any period change once the results have been delivered, and adds the end of evidence three months later (§13.2, §14.1)', async () => {
    context.clock.set('2027-03-01T18:30:00Z');
    await dispatcher.run(operator, new RecordClosing({ processId, at: context.clock.now() }));
    const set = (name: string) =>
      dispatcher.run(
        queretaro,
        new SetCapturePeriod({
          processId,
          officeId,
          name,
          opensAt: '2027-04-01T06:00:00Z',
          closesAt: '2027-04-20T06:00:00Z',
          active: true,
          reason: 'Otra',
          agreement: 'IEEQ/CG/A/003/27',
        }),
      );
    await expect(set('Captación')).rejects.toMatchObject({ code: 'PROCESSES.PROCESS_CLOSED' });
    await expect(set('Otra')).rejects.toMatchObject({
      code: 'PROCESSES.PROCESS_CLOSED',
      params: { closedAt: '01/03/2027 12:30:00' },
    });
    expect(await stateOf('evidence-available')).toMatchObject({ at: '2027-06-01T18:30:00+00:00', state: 'coming' });
    const open = await dispatcher.ask(official('*'), new ListKeyDeadlines({}));
    expect(open.map((deadline) => deadline.processId)).not.toContain(processId);
  });
});
