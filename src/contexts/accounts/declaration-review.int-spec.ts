import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { scannedPdf } from '../../../test/builders/pdf-file.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { createAccountByOficio } from '../../../test/support/officials.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import type { DomainError } from '../../kernel/errors/domain-error.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { AccountsModule } from './accounts.module.js';
import {
  AcceptDeclaration,
  CloseAccount,
  CorrectOfficial,
  GetDeclaration,
  GetOfficial,
  GetSignedDeclaration,
  IsAccessLinkOpen,
  IssueAccessLink,
  ListAccountsOfPerson,
  ListOfficials,
  RefuseDeclaration,
  ResendInvitation,
  ResetSecondFactor,
  UploadDeclaration,
} from './index.js';

const START = '2027-01-15T18:00:00Z';
const administrator: Actor = { ...systemActor('derfe'), kind: 'official', scope: { entidad: '*' } };

const rosa = {
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

let context: TestContext;
let mailbox: Mailbox;
let dispatcher: Dispatcher;

beforeAll(async () => {
  mailbox = await openMailbox();
  context = await contextModule([AccountsModule, ProcessesModule], { SMTP_URL: mailbox.url }, START);
  dispatcher = context.module.get(Dispatcher);
}, 120_000);
afterAll(async () => {
  await context.close();
  await mailbox.close();
});

const createAccount = (official: Parameters<typeof createAccountByOficio>[2]) =>
  createAccountByOficio(dispatcher, administrator, official, new Date(START));
const deliver = (accountId: string, content: string) => {
  context.clock.advance(1000);
  return dispatcher.run(administrator, new UploadDeclaration({ accountId, scan: new Uint8Array(scannedPdf(content)) }));
};

describe('the review of a Declaratoria (§4.4)', () => {
  let accountId: string;

  beforeAll(async () => {
    accountId = await createAccount(rosa);
  });

  const upload = (content: string) => deliver(accountId, content);

  it('refuses the unsigned form itself', async () => {
    const { pdf } = await dispatcher.ask(administrator, new GetDeclaration({ accountId }));
    const upload = dispatcher.run(administrator, new UploadDeclaration({ accountId, scan: new Uint8Array(pdf) }));
    await expect(upload).rejects.toMatchObject({ code: 'KERNEL.SCAN_UNSIGNED', field: 'scan' });
  });

  it('lists the accounts whose Declaratoria awaits a decision', async () => {
    const listed = async (status: 'pending' | 'declared') =>
      (await dispatcher.ask(administrator, new ListOfficials({ status }))).rows.map(({ id }) => id);
    expect([await listed('pending'), await listed('declared')]).toEqual([[accountId], []]);
    await upload('sin firma');
    expect([await listed('pending'), await listed('declared')]).toEqual([[], [accountId]]);
    await dispatcher.run(administrator, new RefuseDeclaration({ accountId, delivery: 1, reason: 'Falta la firma' }));
    expect([await listed('pending'), await listed('declared')]).toEqual([[accountId], []]);
  });

  it('decides only on the Declaratoria that was reviewed: one uploaded in the meantime must be reviewed first', async () => {
    await upload('firmada');
    const reviewed = await dispatcher.ask(administrator, new GetSignedDeclaration({ accountId }));
    expect(reviewed.delivery).toBe(2);
    await upload('en blanco');
    for (const command of [
      new AcceptDeclaration({ accountId, delivery: 2 }),
      new RefuseDeclaration({ accountId, delivery: 2, reason: 'Falta la firma' }),
    ]) {
      await expect(dispatcher.run(administrator, command)).rejects.toMatchObject({
        code: 'ACCOUNTS.DECLARATION_CHANGED_MEANWHILE',
        kind: 'conflict',
        params: { latest: 3, reviewed: 2 },
      });
    }
    const statusOf = async () =>
      (await dispatcher.ask(administrator, new ListOfficials({ accountId }))).rows.map(({ status }) => status);
    expect(await statusOf()).toEqual(['pending']);
    await dispatcher.run(administrator, new AcceptDeclaration({ accountId, delivery: 3 }));
    expect(await statusOf()).toEqual(['active']);
    const { history } = await dispatcher.ask(administrator, new GetOfficial({ accountId }));
    const kinds = history.map((change) => [change.kind, 'declaration' in change ? change.declaration : null].join(' '));
    expect(new Set(kinds)).toEqual(
      new Set(['status ', 'declared 1', 'returned 1', 'declared 2', 'declared 3', 'status 3']),
    );
    await context.module.get(OutboxRelay).drain();
    const subjects = mailbox.messages.map(({ subject }) => subject);
    expect(subjects).toContain('Su cuenta ya está activa · rosa.trejo@ine.mx');
  });
});

describe('a correction of the data of an account (§4.3)', () => {
  const hugo = {
    ...rosa,
    fullName: 'Hugo Rincón Peña',
    email: 'hugo.rincon@ieeq.example',
    account: 'hugo.rincon@ine.mx',
  };
  let accountId: string;

  beforeAll(async () => {
    accountId = await createAccount(hugo);
  });

  const correct = async (changes: object, reason = 'Oficio IEEQ/SE/0099/2027'): Promise<void> => {
    context.clock.advance(60_000);
    const { fullName, position, email, phone } = await open();
    const data = { fullName, position, email, phone, ...changes };
    await dispatcher.run(administrator, new CorrectOfficial({ accountId, ...data, reason }));
  };
  const open = () => dispatcher.ask(administrator, new GetOfficial({ accountId }));
  const invitations = async (): Promise<number> => {
    const [found] = await asOwner(context.module).execute<{ sent: number }[]>(
      `select count(*)::int as sent from kernel.outbox_message
       where type = 'accounts.access-link-requested' and payload ->> 'officialId' = ?`,
      [accountId],
    );
    return found?.sent ?? 0;
  };
  const setPassword = () =>
    asOwner(context.module).execute('update accounts.official set password_hash = ? where id = ?', ['set', accountId]);

  it('changes nothing if fields are invalid, and says what is wrong with each', async () => {
    const refused = correct({ fullName: 'Hugo 3', email: 'hugo@gmail.com', phone: '442' }, '');
    const fault = (await refused.catch((error: unknown) => error)) as DomainError;
    expect(fault.all().map(({ field }) => field)).toEqual(['reason', 'fullName', 'email', 'phone']);
    await expect(correct({})).rejects.toMatchObject({ code: 'ACCOUNTS.NOTHING_CHANGED' });
    await expect(correct({ email: rosa.email })).rejects.toMatchObject({
      code: 'ACCOUNTS.EMAIL_TAKEN',
      field: 'email',
    });
    expect(await open()).toMatchObject({ fullName: hugo.fullName, email: hugo.email });
  });

  it('keeps the previous data and the reason', async () => {
    await correct({ position: 'Técnico', phone: '4421019801' });
    const { position, phone, history } = await open();
    expect([position, phone]).toEqual(['Técnico', '4421019801']);
    expect(history[0]).toEqual({
      kind: 'data',
      at: context.clock.now().toISOString(),
      by: administrator.id,
      reason: 'Oficio IEEQ/SE/0099/2027',
      former: { position: hugo.position, phone: expect.stringMatching(/9800$/) },
      otherPerson: false,
    });
    const stored = await asOwner(context.module).execute<{ row: string }[]>(
      'select row_to_json(c)::text as row from accounts.data_change c',
    );
    for (const text of [hugo.position, 'IEEQ/SE/0099/2027']) expect(JSON.stringify(stored)).not.toContain(text);
  });

  it('sends a new invitation to a corrected e-mail, and revokes the password and the links sent to the previous one', async () => {
    const { link } = await dispatcher.run(systemActor('spec'), new IssueAccessLink({ accountId, hours: 72 }));
    const token = link.split('/').at(-1) ?? '';
    const isOpen = () => dispatcher.ask(systemActor('spec'), new IsAccessLinkOpen({ token }));
    expect(await isOpen()).toBe(true);
    await setPassword();
    const before = await invitations();
    await correct({ email: 'hugo.rincon.pena@ieeq.example' });
    expect(await isOpen()).toBe(false);
    expect(await open()).toMatchObject({ hasPassword: false });
    expect(await invitations()).toBe(before + 1);
    await context.module.get(OutboxRelay).drain();
    const notice = mailbox.messages.find(({ text }) => text?.includes('Cambió: correo institucional.'));
    expect([notice?.to].flat()[0]?.text).toBe(hugo.email);
  });

  it('sends a link to the e-mail in force when the link is issued', async () => {
    const run = dispatcher.run.bind(dispatcher);
    const timed = jest.spyOn(dispatcher, 'run').mockImplementation(async (actor, command) => {
      if (command instanceof IssueAccessLink) {
        timed.mockRestore();
        await correct({ email: 'hugo.pena@ieeq.example' });
      }
      return run(actor, command);
    });
    await dispatcher.run(administrator, new ResendInvitation({ accountId }));
    await context.module.get(OutboxRelay).drain();
    const sent = mailbox.messages.filter(({ subject }) => subject?.startsWith('Su cuenta de acceso'));
    expect([sent.at(-1)?.to].flat()[0]?.text).toBe('hugo.pena@ieeq.example');
    expect(sent.map(({ to }) => [to].flat()[0]?.text).slice(-2)).not.toContain('hugo.rincon.pena@ieeq.example');
  });

  it('allows no other account with the previous e-mail, unless DERFE states that it was another person’s (§4.2)', async () => {
    const second = () => createAccount({ ...hugo, account: 'hugo.dos@ine.mx' });
    await expect(second()).rejects.toMatchObject({ code: 'ACCOUNTS.EMAIL_USED_BEFORE', field: 'email' });
    await correct({ otherPerson: true }, 'El correo era de Ana Peña');
    expect((await open()).history[0]).toMatchObject({ kind: 'data', former: {}, otherPerson: true });
    const accountIds = [await second()];
    const ofPerson = await dispatcher.ask(systemActor('spec'), new ListAccountsOfPerson({ accountIds }));
    expect(new Set(ofPerson)).toEqual(new Set([...accountIds, accountId]));
  });

  it('keeps the accounts of one person together over several e-mails', async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    const sql = asOwner(context.module);
    const insert = `insert into accounts.official
        (id, account, role, entidad, status, personal, email_hash, process_id, grant_ends_at, created_at)
      select ?, ?, 'auditor', null, 'closed', '', ?, null, now(), now()`;
    await sql.execute(insert, [first, 'uno@ine.mx', Buffer.from('a')]);
    await sql.execute(insert, [second, 'dos@ine.mx', Buffer.from('b')]);
    await sql.execute(insert, [third, 'tres@ine.mx', Buffer.from('c')]);
    const moved = `insert into accounts.data_change (official_id, fields, former, former_email_hash, actor_id, at, reason)
      values (?, '{email}', '', ?, 'spec', now(), 'Cambio')`;
    await sql.execute(moved, [second, Buffer.from('a')]);
    await sql.execute(moved, [third, Buffer.from('b')]);
    const ofPerson = await dispatcher.ask(systemActor('spec'), new ListAccountsOfPerson({ accountIds: [first] }));
    expect(new Set(ofPerson)).toEqual(new Set([first, second, third]));
  });

  it('lets DERFE send the invitation again until the official has a password', async () => {
    const resend = () => dispatcher.run(administrator, new ResendInvitation({ accountId }));
    const before = await invitations();
    await resend();
    expect(await invitations()).toBe(before + 1);
    expect((await open()).history.filter(({ kind }) => kind === 'invitation')).toContainEqual(
      expect.objectContaining({ by: administrator.id }),
    );
    await setPassword();
    await expect(resend()).rejects.toMatchObject({ code: 'ACCOUNTS.INVITATION_NOT_DUE' });
  });

  it('returns the accepted Declaratoria if the name changes, but not if only an accent does (§4.4)', async () => {
    await deliver(accountId, 'firmada');
    await dispatcher.run(administrator, new AcceptDeclaration({ accountId, delivery: 1 }));
    await correct({ fullName: 'Hugo Rincon Peña' });
    expect(await open()).toMatchObject({ status: 'active', hasPassword: true });
    await correct({ fullName: 'Hugo Rincón Pérez' });
    expect(await open()).toMatchObject({
      status: 'pending',
      acceptedAt: null,
      declaredAt: null,
      refusal: 'Se corrigió su nombre; firme la Declaratoria con el nombre correcto',
      hasPassword: true,
    });
    const [move] = await asOwner(context.module).execute<{ reason: string | null }[]>(
      'select reason from accounts.status_move where official_id = ? order by id desc limit 1',
      [accountId],
    );
    expect(move?.reason).toBeNull();
    const accept = (delivery: number) => dispatcher.run(administrator, new AcceptDeclaration({ accountId, delivery }));
    await expect(accept(1)).rejects.toMatchObject({ code: 'ACCOUNTS.DECLARATION_MISSING' });
    await deliver(accountId, 'firmada otra vez');
    await accept(2);
    expect(await open()).toMatchObject({ status: 'active' });
  });

  it('is refused for the e-mail if the same official recently reset the second factor, and the other way round', async () => {
    const other: Actor = { ...administrator, id: '00000000-0000-4000-8000-0000000000bb' };
    const reset = (by: Actor) => dispatcher.run(by, new ResetSecondFactor({ accountId, reason: 'Perdió su teléfono' }));
    await correct({ email: 'h.rincon@ieeq.example' });
    await expect(reset(administrator)).rejects.toMatchObject({ code: 'ACCOUNTS.NEEDS_ANOTHER_OFFICIAL' });
    await expect(reset(other)).rejects.toMatchObject({ code: 'ACCOUNTS.SECOND_FACTOR_NOT_ENROLLED' });
    context.clock.advance(31 * 24 * 3_600_000);
    await expect(reset(administrator)).rejects.toMatchObject({ code: 'ACCOUNTS.SECOND_FACTOR_NOT_ENROLLED' });
    await asOwner(context.module).execute(
      `insert into accounts.second_factor (id, official_id, secret, begun_at, enrolled_at, ended_at, ended_by, reason)
       values (gen_random_uuid(), ?, '', ?, ?, ?, ?, 'Extravío')`,
      [accountId, ...Array.from({ length: 3 }, () => context.clock.now()), administrator.id],
    );
    await expect(correct({ email: 'hugo.r@ieeq.example' })).rejects.toMatchObject({
      code: 'ACCOUNTS.NEEDS_ANOTHER_OFFICIAL',
    });
  });

  it("is refused for the official's own account and for a closed one, whose account name cannot be used again", async () => {
    const self: Actor = { ...administrator, id: accountId };
    const own = new CorrectOfficial({ ...hugo, accountId, reason: 'Mi nombre' });
    await expect(dispatcher.run(self, own)).rejects.toMatchObject({ code: 'ACCOUNTS.OWN_ACCOUNT' });
    await dispatcher.run(administrator, new CloseAccount({ accountId, reason: 'Dejó el cargo' }));
    await expect(correct({ position: 'Otra' })).rejects.toMatchObject({ code: 'ACCOUNTS.CORRECTION_STATUS' });
    await expect(createAccount({ ...hugo, email: 'otra.persona@ieeq.example' })).rejects.toMatchObject({
      code: 'ACCOUNTS.ACCOUNT_OF_CLOSED',
      field: 'account',
    });
  });
});
