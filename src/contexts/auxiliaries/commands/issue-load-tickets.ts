import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { mailboxOf } from '#electoral/normalise';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListAspirants } from '../../aspirants/index.js';
import { FindProcessByCode, requireOpenProcess } from '../../processes/index.js';
import { inventedElector, type InventedElector } from '../../../synthetic/index.js';
import { AuxiliaryRegister, type Candidate } from '../auxiliary-register.js';
import { loadAspirantContext, requireCanRegister, type AspirantContext } from '../aspirant-context.js';
import { inspectRegistration, type Registration } from '../domain/registration.js';
import { lockIdSeries } from '../persistence/auxiliary-records.js';
import { SignInTickets } from '../../accounts/index.js';

const input = z.object({
  idProceso: z.string().max(40),
  devices: z.int().min(1).max(10_000),
  /**
   * Receives the e-mails to the fictitious auxiliaries; each of them has a subaddress of this mailbox
   * (`carga+00001@…`). It cannot be a Gmail mailbox, because all subaddresses of one count as the same person.
   */
  mailbox: z.email().refine((mailbox) => mailboxOf(mailbox.replace('@', '+0@')) !== mailboxOf(mailbox)),
  /** Validity of the tickets. */
  hours: z.int().min(1).max(72).default(12),
});

export interface LoadTicket {
  /** The ticket that the app gets after a sign-in with a provider (§7.3). */
  readonly ticket: string;
  readonly idAuxiliar: string;
  /** Fields that the device reads from its auxiliary's credential. */
  readonly fieldsRead: Pick<InventedElector, 'claveElector' | 'fechaNacimiento' | 'vigencia'>;
}

/** Differs from the seed of the demonstration, so that the people of load tests are not in its roll. */
const SEED = 25;

/**
 * Issues sign-in tickets for the simulated devices of a load test in a practice process (decision 25), and registers
 * their fictitious auxiliaries on the first run. The tickets are valid in practice processes only.
 * @throws DomainError AUXILIARIES.LOAD_PROCESS_UNKNOWN, .LOAD_ONLY_IN_PRACTICE, .LOAD_NEEDS_ASPIRANT
 */
@CommandSpec({
  name: 'auxiliaries.issue-load-tickets',
  permission: 'auxiliaries.issue-load-tickets',
  input,
  noLegalDeadline: 'generates fictitious people who are 18 or older today',
  heldBy: 'system',
})
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
    await requireOpenProcess(this.work, process.id);
    const context = await this.#loadContext(process.id);
    const people = inventedPeople(devices, mailbox, this.clock.now());
    const candidates = await this.register.candidates(people.map(({ data }) => data));
    await this.#registerMissing(context, candidates);
    const ids = await this.#idsOf(context, candidates);
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

  async #loadContext(processId: string): Promise<AspirantContext> {
    const system = systemActor('auxiliaries.issue-load-tickets');
    const {
      rows: [aspirant],
    } = await this.dispatcher.ask(system, new ListAspirants({ processId, status: 'confirmed', limit: 1 }));
    if (!aspirant) throw new DomainError('AUXILIARIES.LOAD_NEEDS_ASPIRANT', { kind: 'conflict' });
    const context = await loadAspirantContext(this.dispatcher, aspirant.id);
    await requireCanRegister(this.work, context);
    return context;
  }

  async #registerMissing(context: AspirantContext, candidates: readonly Candidate[]): Promise<void> {
    await lockIdSeries(this.work, context.processId);
    const matches = await this.register.matchesFor(context, candidates);
    const missing = candidates.filter(
      (_, nth) => matches[nth]?.alreadyRegistered !== true && matches[nth]?.faults.length === 0,
    );
    const prepared = await this.register.prepare(missing);
    await this.register.register(
      context,
      prepared.map((one) => ({ ...one, inNominalList: false, helpsOtherAspirant: false, sharesMailbox: false })),
    );
  }

  async #idsOf({ aspirantId }: AspirantContext, candidates: readonly Candidate[]): Promise<Map<string, string>> {
    const rows = await this.work.sql<{ emailHash: Buffer; idAuxiliar: string }>(
      `select email_hash as "emailHash", id_auxiliar as "idAuxiliar" from auxiliaries.auxiliary
       where aspirant_id = $1 and status <> 'discharged' and email_hash = any($2::bytea[])`,
      [aspirantId, candidates.map(({ emailHash }) => emailHash)],
    );
    return new Map(rows.map(({ emailHash, idAuxiliar }) => [emailHash.toString('hex'), idAuxiliar]));
  }
}

function keyOf(candidate: Candidate | undefined): string {
  return candidate?.emailHash.toString('hex') ?? '';
}

/** Deterministic per mailbox, so that a second run finds the auxiliaries of the first. */
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
    // Skips people who cannot be auxiliaries, such as minors.
    if (faults.length === 0) people.push({ data, vigencia });
  }
  return people;
}
