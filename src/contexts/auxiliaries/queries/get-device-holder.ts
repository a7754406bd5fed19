import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Duties } from '../domain/duties/index.js';
import { displayName, type Registration } from '../domain/registration.js';
import { findAuxiliary, openRegistration, type AuxiliaryStatus } from '../persistence/auxiliary-records.js';
import { findPendingDuties } from '../persistence/duties-records.js';
import { helpsOtherAspirant } from '../persistence/known-devices.js';

const input = z.object({
  auxiliaryId: z.uuid(),
  /** Locks the auxiliary until the transaction ends. */
  lock: z.boolean().default(false),
});

/** A person as registered by the aspirant: names as typed, other fields normalised. */
export type RegisteredPerson = Pick<
  Registration,
  'nombre' | 'paterno' | 'materno' | 'fechaNacimiento' | 'claveElector'
>;

export interface DeviceHolder {
  readonly idAuxiliar: string;
  readonly processId: string;
  readonly aspirantId: string;
  readonly entidad: string;
  readonly status: AuxiliaryStatus;
  readonly emailVersion: number;
  readonly displayName: string;
  readonly email: string;
  readonly registered: RegisteredPerson;
  /** The person is also an auxiliary of another aspirant of the process. */
  readonly otherAspirant: boolean;
  /** Duties not accepted yet (§6.9); undefined once the version in force is accepted. */
  readonly pendingDuties: Duties | undefined;
}

/**
 * The auxiliary who holds a device. Only `devices` may call it: the result contains personal data, and the calling use
 * case audits the access.
 */
@QuerySpec({ name: 'auxiliaries.get-device-holder', permission: 'auxiliaries.record-device', input, heldBy: 'system' })
export class GetDeviceHolder extends KernelQuery<z.input<typeof input>, DeviceHolder> {}

@QueryHandler(GetDeviceHolder)
export class GetDeviceHolderHandler implements IQueryHandler<GetDeviceHolder> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(query: GetDeviceHolder): Promise<DeviceHolder> {
    const { auxiliaryId, lock } = query.input as z.infer<typeof input>;
    const row = await findAuxiliary(this.work, auxiliaryId, lock);
    const { idAuxiliar, processId, aspirantId, entidad, status, emailVersion } = row;
    this.work.authorize({ entidad, aspirantId });
    const { nombre, paterno, materno, fechaNacimiento, claveElector, email } = await openRegistration(this.cipher, row);
    return {
      ...{ idAuxiliar, processId, aspirantId, entidad, status, emailVersion },
      displayName: displayName({ nombre, paterno, materno }),
      email,
      registered: { nombre, paterno, materno, fechaNacimiento, claveElector },
      otherAspirant: await helpsOtherAspirant(this.work, auxiliaryId),
      pendingDuties: await findPendingDuties(this.work, auxiliaryId),
    };
  }
}
