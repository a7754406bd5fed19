import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Clock } from '../../kernel/clock/clock.js';
import { FieldCipher } from '../../kernel/crypto/field-cipher.js';
import { Signing } from '../../kernel/crypto/signing.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../aspirants/index.js';
import type { Lease } from '../intake/wire/index.js';
import { GetPeriodOfOffice, GetProcess } from '../processes/index.js';
import { DEFAULT_CREDENTIAL_TYPES } from '../verification/index.js';
import { PRIVACY_NOTICE } from './domain/privacy-notice.js';
import { displayName, personalContext, type Registration } from './domain/registration.js';
import { findAuxiliary } from './persistence/auxiliary-records.js';
import { findDevice } from './persistence/device-records.js';

/** How long a device may capture without asking again. */
const LIFE = 72 * 3_600_000;

/** Makes the signed right to capture (§7.7): for whom, when, with which credentials. */
@Injectable()
export class Leases {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly signing: Signing,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** @throws DomainError AUXILIARIES.DEVICE_NOT_ACTIVE, PROCESSES.PERIOD_MISSING */
  async issue(deviceId: string): Promise<string> {
    const device = await findDevice(this.work, deviceId);
    if (device.status !== 'active' && device.status !== 'por-revisar') {
      throw new DomainError('AUXILIARIES.DEVICE_NOT_ACTIVE', { kind: 'forbidden' });
    }
    const system = systemActor('auxiliaries.leases');
    const { processId, officeId, aspirantId, auxiliaryId } = device;
    const aspirant = await this.dispatcher.ask(system, new GetAspirant({ aspirantId }));
    if (aspirant.status !== 'confirmed') {
      throw new DomainError('AUXILIARIES.DEVICE_NOT_ACTIVE', { kind: 'forbidden' });
    }
    const process = await this.dispatcher.ask(system, new GetProcess({ processId }));
    const period = await this.dispatcher.ask(system, new GetPeriodOfOffice({ officeId }));
    const now = this.clock.now();
    const lease: Lease = {
      version: 1,
      kind: 'lease',
      deviceId,
      processId,
      processName: process.name,
      practice: process.practice,
      periodVersion: period.version,
      aspirant: { id: aspirantId, name: aspirant.displayName, office: aspirant.officeName },
      auxiliary: { id: auxiliaryId, name: await this.#nameOf(auxiliaryId) },
      capture: { opensAt: period.opensAt, closesAt: period.closesAt, graceEndsAt: period.graceEndsAt },
      credentialTypes: DEFAULT_CREDENTIAL_TYPES.map(({ key }) => key),
      privacyNotice: PRIVACY_NOTICE,
      folioPrefix: device.folioPrefix,
      issuedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + LIFE).toISOString(),
    };
    await this.work.sql('update auxiliaries.device set last_lease_at = $2 where id = $1', [deviceId, now]);
    return this.signing.sign('lease', lease);
  }

  async #nameOf(auxiliaryId: string): Promise<string> {
    const { personal } = await findAuxiliary(this.work, auxiliaryId);
    return displayName(
      JSON.parse(await this.cipher.decryptText(personal, personalContext(auxiliaryId))) as Registration,
    );
  }
}
