import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListAspirants } from '../../aspirants/index.js';
import { FindProcessByCode } from '../../processes/index.js';
import { inventedElector, type InventedElector } from '../../../synthetic/index.js';
import { AuxiliaryRegister, type Candidate } from '../auxiliary-register.js';
import { loadAspirantContext, requireCanRegister, type AspirantContext } from '../aspirant-context.js';
import { inspectRegistration, type Registration } from '../domain/registration.js';
import { lockIdSeries } from '../persistence/auxiliary-records.js';
import { SignInTickets } from '../../accounts/index.js';

const input = z.object({
  idProceso: z.string().max(40),
  devices: z.int().min(1).max(10_000),
  /** Where the mail to the invented auxiliaries goes; each has a sub-address of it (`carga+00001@…`). */
  mailbox: z.email(),
  /** How long the tickets are good for. */
  hours: z.int().min(1).max(72).default(12),
});

export interface LoadTicket {
  /** As the app holds one after a sign-in with a provider (§7.3). */
  readonly ticket: string;
  readonly idAuxiliar: string;
  /** What such a device reads of its auxiliary's card. */
  readonly fieldsRead: Pick<InventedElector, 'claveElector' | 'fechaNacimiento' | 'vigencia'>;
}

/** The invented people of load tests are nobody of the roll of the demonstration. */
const SEED = 25;

/**
 * The operator lets so many simulated devices enrol in a practice process (decision 25), as auxiliaries that are invented and
 * registered here once. The tickets are good nowhere else. Refuses with AUXILIARIES.LOAD_PROCESS_UNKNOWN,
 * .LOAD_ONLY_IN_PRACTICE, .LOAD_NEEDS_ASPIRANT.
 */
@CommandSpec({ name: 'auxiliaries.issue-load-tickets', permission: 'auxiliaries.issue-load-tickets', input })
export class IssueLoadTickets extends KernelCommand<z.input<typeof input>, LoadTicket[]> {}

@CommandHandler(IssueLoadTickets)
export class IssueLoadTicketsHandler implements ICommandHandler<IssueLoadTickets> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly register: AuxiliaryRegister,
    private readonly tickets: SignInTickets,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(command: IssueLoadTickets): Promise<LoadTicket[]> {
    const { idProceso, devices, mailbox, hours } = command.input as z.infer<typeof input>;
    const process = await this.dispatcher.ask(this.work.actor, new FindProcessByCode({ idProceso }));
    if (!process) throw new DomainError('AUXILIARIES.LOAD_PROCESS_UNKNOWN', { kind: 'not-found' });
    this.work.authorize({ entidad: process.entidad });
    if (!process.practice) throw new DomainError('AUXILIARIES.LOAD_ONLY_IN_PRACTICE', { kind: 'forbidden' });
    const contest = await this.#contest(process.id);
    const people = inventedPeople(devices, mailbox, this.clock.now());
    const candidates = await this.register.candidates(people.map(({ data }) => data));
    await this.#registerMissing(contest, candidates);
    const ids = await this.#idsOf(contest, candidates);
    this.work.audit({ subject: ['process', process.id], stream: process.id, details: { devices, hours } });
    return Promise.all(
      people.map(async ({ data, vigencia }, nth) => {
        const { email, emailProvider: provider, claveElector, fechaNacimiento } = data;
        const identity = { provider, subject: `load:${email}`, email, practiceOnly: true as const };
        const { ticket } = await this.tickets.issue(identity, hours * 3_600_000);
        const fieldsRead = { claveElector, fechaNacimiento, vigencia };
        return { ticket, idAuxiliar: ids.get(keyOf(candidates[nth])) ?? '', fieldsRead };
      }),
    );
  }

  async #contest(processId: string): Promise<AspirantContext> {
    const system = systemActor('auxiliaries.issue-load-tickets');
    const {
      rows: [aspirant],
    } = await this.dispatcher.ask(system, new ListAspirants({ processId, status: 'confirmed', limit: 1 }));
    if (!aspirant) throw new DomainError('AUXILIARIES.LOAD_NEEDS_ASPIRANT', { kind: 'conflict' });
    const contest = await loadAspirantContext(this.dispatcher, aspirant.id);
    await requireCanRegister(this.work, contest);
    return contest;
  }

  async #registerMissing(contest: AspirantContext, candidates: readonly Candidate[]): Promise<void> {
    await lockIdSeries(this.work, contest.processId);
    const places = await this.register.matchesFor(contest, candidates);
    const missing = candidates.filter(
      (_, nth) => places[nth]?.alreadyRegistered !== true && places[nth]?.faults.length === 0,
    );
    const prepared = await this.register.prepare(missing);
    await this.register.register(
      contest,
      prepared.map((one) => ({ ...one, inNominalList: false, helpsOtherAspirant: false })),
    );
  }

  async #idsOf({ aspirantId }: AspirantContext, candidates: readonly Candidate[]): Promise<Map<string, string>> {
    const rows = await this.work.sql<{ emailHash: Buffer; idAuxiliar: string }>(
      `select email_hash as "emailHash", id_auxiliar as "idAuxiliar" from auxiliaries.auxiliary
       where aspirant_id = $1 and email_hash = any($2::bytea[])`,
      [aspirantId, candidates.map(({ emailHash }) => emailHash)],
    );
    return new Map(rows.map(({ emailHash, idAuxiliar }) => [emailHash.toString('hex'), idAuxiliar]));
  }
}

function keyOf(candidate: Candidate | undefined): string {
  return candidate?.emailHash.toString('hex') ?? '';
}

/** Always the same for the same mailbox, so that a second run finds those of the first. */
function inventedPeople(count: number, mailbox: string, now: Date): { data: Registration; vigencia: string }[] {
  const [name = '', domain = ''] = mailbox.split('@');
  const people: { data: Registration; vigencia: string }[] = [];
  for (let index = 0; people.length < count; index += 1) {
    const { nombre, paterno, materno, fechaNacimiento, claveElector, vigencia } = inventedElector(SEED, index);
    const email = `${name}+${String(people.length + 1).padStart(5, '0')}@${domain}`;
    const { data, faults } = inspectRegistration(
      {
        ...{ nombre, paterno, materno, fechaNacimiento, claveElector, curp: '', email },
        ...{ telefonoMovil: '5555550100', emailProvider: 'google' },
      },
      now,
    );
    // A minor, for example: the invented roll has those too.
    if (faults.length === 0) people.push({ data, vigencia });
  }
  return people;
}
