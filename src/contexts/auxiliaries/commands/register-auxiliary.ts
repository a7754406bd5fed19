import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import { composeAuxiliaryId } from '../domain/auxiliary-id.js';
import { checkRegistration, personalContext, registrationSchema } from '../domain/registration.js';
import { AuxiliaryRegistered } from '../events/auxiliary-registered.js';
import { PadronCheck } from '../padron-check.js';
import {
  claveHash,
  emailHash,
  lockSeries,
  nextAuxiliaryNumber,
  recordStatusMove,
} from '../persistence/auxiliary-records.js';
import { requireAspirantDuties } from '../persistence/duties-records.js';

const input = registrationSchema.extend({ aspirantId: z.uuid() });

export interface RegisteredAuxiliary {
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
}

/**
 * A confirmed aspirant authorises an auxiliary (§6.4). Refuses with the faults of {@link checkRegistration};
 * AUXILIARIES.ASPIRANT_NOT_CONFIRMED, .DUTIES_NOT_ACCEPTED by the aspirant (§6.9); AUXILIARIES.NOT_VALIDATED when not in the padrón (the cause is not told);
 * AUXILIARIES.EMAIL_TAKEN within the process, AUXILIARIES.CLAVE_TAKEN with this aspirant.
 */
@CommandSpec({ name: 'auxiliaries.register-auxiliary', permission: 'auxiliaries.register', input })
export class RegisterAuxiliary extends KernelCommand<z.input<typeof input>, RegisteredAuxiliary> {}

@CommandHandler(RegisterAuxiliary)
export class RegisterAuxiliaryHandler implements ICommandHandler<RegisterAuxiliary> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly padron: PadronCheck,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(command: RegisterAuxiliary): Promise<RegisteredAuxiliary> {
    const { aspirantId, ...registration } = command.input as z.infer<typeof input>;
    const system = systemActor('auxiliaries.register-auxiliary');
    const aspirant = await this.dispatcher.ask(system, new GetAspirant({ aspirantId }));
    this.work.authorize({ entidad: aspirant.entidad, aspirantId });
    if (aspirant.status !== 'confirmed') {
      throw new DomainError('AUXILIARIES.ASPIRANT_NOT_CONFIRMED', { kind: 'conflict' });
    }
    await requireAspirantDuties(this.work, aspirantId);
    const process = await this.dispatcher.ask(system, new GetProcess({ processId: aspirant.processId }));
    const now = this.clock.now();
    const data = checkRegistration(registration, now);
    const standing = await this.padron.standingOf(data.claveElector, { id: aspirantId, entidad: aspirant.entidad });
    if (!standing.inPadron) {
      throw new DomainError('AUXILIARIES.NOT_VALIDATED', { kind: 'invalid', field: 'claveElector' });
    }

    const id = randomId();
    const email = await emailHash(this.hash, data.email);
    const clave = await claveHash(this.hash, data.claveElector);
    await this.#refuseTaken(process.id, aspirantId, email, clave);
    const idAuxiliar = composeAuxiliaryId(process.idProceso, await nextAuxiliaryNumber(this.work, process.id));
    await this.work.sql(
      `insert into auxiliaries.auxiliary (id, id_auxiliar, process_id, office_id, aspirant_id, entidad, personal,
         email_hash, email_provider, clave_hash, in_nominal_list, status, registered_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'registered', $12)`,
      [
        id,
        idAuxiliar,
        process.id,
        aspirant.officeId,
        aspirantId,
        aspirant.entidad,
        await this.cipher.encrypt(JSON.stringify(data), personalContext(id)),
        email,
        data.emailProvider,
        clave,
        standing.inNominalList,
        now,
      ],
    );
    await recordStatusMove(this.work, { auxiliaryId: id, from: null, to: 'registered', at: now });
    this.work.count('auxiliaries.registered', { processId: process.id, aspirantId }, 1);
    this.work.publish(new AuxiliaryRegistered({ auxiliaryId: id, aspirantId, processId: process.id }));
    this.work.audit({ subject: ['auxiliary', id], stream: process.id, details: { idAuxiliar } });
    return { auxiliaryId: id, idAuxiliar };
  }

  /** The series row of the process is taken first, so that two registrations of one process follow each other. */
  async #refuseTaken(processId: string, aspirantId: string, email: Buffer, clave: Buffer): Promise<void> {
    await lockSeries(this.work, processId);
    const [taken] = await this.work.sql<{ byEmail: boolean }>(
      `select email_hash = $3 as "byEmail" from auxiliaries.auxiliary
       where (process_id = $1 and email_hash = $3) or (aspirant_id = $2 and clave_hash = $4)
       order by 1 desc limit 1`,
      [processId, aspirantId, email, clave],
    );
    if (!taken) return;
    throw taken.byEmail
      ? new DomainError('AUXILIARIES.EMAIL_TAKEN', { kind: 'conflict', field: 'email' })
      : new DomainError('AUXILIARIES.CLAVE_TAKEN', { kind: 'conflict', field: 'claveElector' });
  }
}
