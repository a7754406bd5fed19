import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { AuxiliaryCorrection } from '../auxiliary-correction.js';
import { addDoubts, doubtsAmong } from '../domain/doubts.js';
import { checkRegistration, registrationSchema, warningsRead } from '../domain/registration.js';
import { PadronCheck } from '../padron-check.js';
import { claveHash, findAuxiliary, type AuxiliaryRow } from '../persistence/auxiliary-records.js';

const input = registrationSchema.extend({
  auxiliaryId: z.uuid(),
  /** Version of the data on which the correction is based, for optimistic locking. */
  version: z.number().int(),
  /** Required if the actor is an official or a device is already enrolled. */
  reason: z.string().trim().max(500).default(''),
  warningsRead,
});

/**
 * Corrects any data of an auxiliary (§6.4). A new clave de elector is checked against the padrón; a new account gets
 * the registration e-mail and signs in again; after a correction of names, birth or clave the devices are compared
 * again with their enrolment images.
 * @throws DomainError those of {@link checkRegistration}, {@link addDoubts} and {@link AuxiliaryCorrection.apply};
 * AUXILIARIES.ALREADY_DISCHARGED, .VERSION_CHANGED, .NOT_VALIDATED, PROCESSES.PROCESS_CLOSED
 */
@CommandSpec({
  name: 'auxiliaries.correct-auxiliary',
  permission: 'auxiliaries.correct',
  input,
  collectsFaults: true,
  noLegalDeadline: 'requires 18 years of age today; limits messages and roll queries per day',
})
export class CorrectAuxiliary extends KernelCommand<z.input<typeof input>, { readonly version: number }> {}

@CommandHandler(CorrectAuxiliary)
export class CorrectAuxiliaryHandler implements ICommandHandler<CorrectAuxiliary> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
    private readonly padron: PadronCheck,
    private readonly correction: AuxiliaryCorrection,
  ) {}

  async execute(command: CorrectAuxiliary): Promise<{ readonly version: number }> {
    const {
      auxiliaryId,
      version,
      reason,
      warningsRead: read,
      ...registration
    } = command.input as z.infer<typeof input>;
    const found = await findAuxiliary(this.work, auxiliaryId);
    const { entidad, aspirantId, processId } = found;
    this.work.authorize({ entidad, aspirantId });
    await requireOpenProcess(this.work, processId);
    if (found.status !== 'discharged' && found.version !== version) {
      throw new DomainError('AUXILIARIES.VERSION_CHANGED', { kind: 'conflict' });
    }
    const faults = this.work.faults();
    const { data, warnings } = checkRegistration(registration, this.clock.now(), faults);
    if (!read && found.status !== 'discharged') addDoubts(warnings, faults);
    faults.throwIfAny();
    const inNominalList = await this.#validate(found, data.claveElector);
    const auxiliary = await this.correction.lock(auxiliaryId, processId);
    if (auxiliary.version !== version) throw new DomainError('AUXILIARIES.VERSION_CHANGED', { kind: 'conflict' });
    return {
      version: await this.correction.apply(auxiliary, {
        data,
        reason,
        inNominalList,
        warnings: doubtsAmong(warnings).length,
      }),
    };
  }

  /** @returns undefined if the clave is the one that was checked at the registration. */
  async #validate(found: AuxiliaryRow, claveElector: string): Promise<boolean | undefined> {
    const clave = await claveHash(this.hash, claveElector);
    if (clave.equals(found.claveHash)) return undefined;
    // Read before the padrón query and thrown after it, so that timing does not distinguish the refusals (decision 28).
    const isRefused = await this.correction.isRefused(found, clave);
    const roll = await this.padron.statusOf(claveElector, { id: found.aspirantId, entidad: found.entidad });
    if (!roll.inPadron) throw new DomainError('AUXILIARIES.NOT_VALIDATED', { kind: 'invalid', field: 'claveElector' });
    if (isRefused) throw new DomainError('AUXILIARIES.OTHER_ASPIRANT', { kind: 'invalid', field: 'claveElector' });
    return roll.inNominalList;
  }
}
