import {
  AcceptRequestedOfficial,
  AccountsModule,
  AddInstitutionalDomain,
  AddRequestedOfficial,
  GetAccountRequest,
  ListAccountRequests,
  RegisterAccountRequest,
  ROLE_TABLE,
  type AccountRequestView,
  type Role,
} from '../../src/contexts/accounts/index.js';
import { officialScope } from '../../src/contexts/accounts/domain/roles.js';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import type { Actor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { asOwner, contextModule, type TestContext } from './app.js';

export const START = '2027-01-15T18:00:00Z';

const actorOf = (role: Role, entidad: string | null): Actor => ({
  kind: 'official',
  id: role,
  label: role,
  permissions: new Set(ROLE_TABLE[role].permissions),
  scope: officialScope(entidad),
});
export const derfe = actorOf('derfe-administrator', null);
export const opl = actorOf('opl-administrator', '22');
export const otherOpl = actorOf('opl-administrator', '14');

export const oficio = {
  oficioNumber: 'IEEQ/SE/0001/2027',
  oficioDate: '2027-01-11',
  receivedBy: 'Lucía Bernal Ochoa',
  receivedOn: '2027-01-13',
} as const;
export const rosa = {
  fullName: 'Rosa Trejo Xolotl',
  position: 'Directora de organización',
  email: 'rosa.trejo@ieeq.example',
  phone: '442 101 9800',
  role: 'opl-reviewer',
  processId: null,
} as const;
export const grant = { account: 'rosa.trejo@ine.mx', processId: null, grantEndsAt: '2027-06-30T06:00:00Z' } as const;

/** Accounts and processes, with a domain for the OPL of entidad 22. Call {@link startTest} before each test. */
export class AccountRequestScene {
  /** Distinguishes the people, oficios and accounts of each test: a person can have only one account. */
  number = 0;

  private constructor(
    readonly context: TestContext,
    readonly dispatcher: Dispatcher,
  ) {}

  static async open(): Promise<AccountRequestScene> {
    const context = await contextModule([AccountsModule, ProcessesModule]);
    const dispatcher = context.module.get(Dispatcher);
    await dispatcher.run(derfe, new AddInstitutionalDomain({ entidad: '22', domain: 'ieeq.example' }));
    return new AccountRequestScene(context, dispatcher);
  }

  close(): Promise<void> {
    return this.context.close();
  }

  startTest(): void {
    this.context.clock.set(START);
    this.number += 1;
  }

  sql<Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> {
    return asOwner(this.context.module).execute<Row[]>(text, params);
  }

  newPerson(more: object = {}) {
    return { ...rosa, email: `persona.${String(this.number)}@ieeq.example`, ...more };
  }

  async register(entidad = '22'): Promise<string> {
    const oficioNumber = `IEEQ/SE/${String(this.number)}/2027`;
    const request = new RegisterAccountRequest({ ...oficio, entidad, oficioNumber });
    return (await this.dispatcher.run(derfe, request)).requestId;
  }

  async add(requestId: string, person: object = {}, actor = derfe): Promise<string> {
    const command = new AddRequestedOfficial({ ...this.newPerson(), ...person, requestId });
    return (await this.dispatcher.run(actor, command)).requestedOfficialId;
  }

  accept(requestedOfficialId: string, more: object = {}): Promise<{ accountId: string }> {
    const account = `cuenta.${String(this.number)}@ine.mx`;
    return this.dispatcher.run(derfe, new AcceptRequestedOfficial({ ...grant, account, ...more, requestedOfficialId }));
  }

  view(requestId: string, actor = derfe): Promise<AccountRequestView> {
    return this.dispatcher.ask(actor, new GetAccountRequest({ requestId }));
  }

  async requestStatus(requestId: string): Promise<string | undefined> {
    const requests = await this.dispatcher.ask(derfe, new ListAccountRequests({}));
    return requests.find(({ id }) => id === requestId)?.status;
  }
}
