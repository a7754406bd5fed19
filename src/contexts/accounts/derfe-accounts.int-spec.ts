import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { createAccountByOficio } from '../../../test/support/officials.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { AccountsModule } from './accounts.module.js';
import { CreateOfficial, ListOfficials } from './index.js';

const START = '2027-01-15T18:00:00Z';
const administrator: Actor = { ...systemActor('derfe'), kind: 'official', scope: { entidad: '*' } };
const official = {
  fullName: 'Rosa Trejo Xolotl',
  position: 'Operadora',
  email: 'rosa.trejo@ine.mx',
  phone: '55 1010 9800',
  account: 'rosa.trejo@ine.mx',
  role: 'derfe-operator',
  entidad: null,
  processId: null,
  grantEndsAt: '2028-06-30T06:00:00Z',
} as const;

let context: TestContext;
let dispatcher: Dispatcher;

beforeAll(async () => {
  context = await contextModule([AccountsModule, ProcessesModule], {}, START);
  dispatcher = context.module.get(Dispatcher);
});
afterAll(() => context.close());

describe('an account of a DERFE official (§4.4)', () => {
  it.each([
    ['an address of another domain', { email: 'rosa@ieeq.example' }, 'ACCOUNTS.EMAIL_NOT_INSTITUTIONAL', 'email'],
    ['a phone number of nine digits', { phone: '442101980' }, 'ACCOUNTS.PHONE_FORMAT', 'phone'],
    ['an account outside @ine.mx', { account: 'rosa@ieeq.example' }, 'ACCOUNTS.ACCOUNT_FORMAT', 'account'],
    ['a role of an OPL', { role: 'opl-reviewer' as const }, 'ACCOUNTS.ROLE_OF_ANOTHER_INSTITUTION', 'entidad'],
    [
      'a grant of more than two years (§4.2)',
      { grantEndsAt: '2029-06-30T06:00:00Z' },
      'ACCOUNTS.GRANT_PAST_THE_PROCESS',
      'grantEndsAt',
    ],
    ['a grant that ended', { grantEndsAt: START }, 'ACCOUNTS.GRANT_IN_THE_PAST', 'grantEndsAt'],
    [
      'an entidad, because an OPL requests accounts by oficio (§4.1)',
      { entidad: '22' },
      'ACCOUNTS.REQUEST_MISSING',
      'entidad',
    ],
  ])('is rejected with %s; the error names the field', async (_, change, code, field) => {
    const refused = dispatcher.run(administrator, new CreateOfficial({ ...official, ...change }));
    await expect(refused).rejects.toMatchObject({ code, field });
  });

  it('cannot be created by an OPL', async () => {
    const opl: Actor = { ...administrator, permissions: new Set(['accounts.read']), scope: { entidad: '22' } };
    const refused = dispatcher.run(opl, new CreateOfficial(official));
    await expect(refused).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
  });

  it('has an end date that depends on no process (§4.2)', async () => {
    const { accountId } = await dispatcher.run(administrator, new CreateOfficial(official));
    expect((await dispatcher.ask(administrator, new ListOfficials({ accountId }))).rows).toMatchObject([
      { status: 'pending', entidad: null, grantEndsAt: '2028-06-30T06:00:00+00:00' },
    ]);
  });
});

describe('the list of officials', () => {
  it('contains every official for DERFE, and only its own officials for an OPL', async () => {
    const requested = {
      ...official,
      email: 'elena.paz@ieeq.example',
      account: 'elena.paz@ine.mx',
      grantEndsAt: '2027-06-30T06:00:00Z',
    };
    await createAccountByOficio(
      dispatcher,
      administrator,
      { ...requested, role: 'opl-reviewer', entidad: '22' },
      context.clock.now(),
    );
    expect((await dispatcher.ask(administrator, new ListOfficials({}))).rows).toHaveLength(2);
    const opl = (entidad: string): Actor => ({ ...administrator, scope: { entidad } });
    const { rows: theirs } = await dispatcher.ask(opl('22'), new ListOfficials({}));
    expect(theirs.map(({ entidad }) => entidad)).toEqual(['22']);
    expect((await dispatcher.ask(opl('14'), new ListOfficials({}))).rows).toHaveLength(0);
  });
});
