import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetEnrolmentPolicy } from '../../devices/index.js';
import { GetPeriodOfOffice } from '../../processes/index.js';
import { DeviceAuthenticator } from '../device-authenticator.js';
import { mayErase } from '../domain/admission.js';
import { recordLostSupport } from '../persistence/lost-supports.js';
import { findByFolio, isRepeat } from '../persistence/support-records.js';
import {
  announcementSchema,
  parseManifest,
  type Announcement,
  type ErasureAnswer,
  type Refusal,
  type SupportManifest,
} from '#electoral/wire';

/**
 * A device asks whether it may erase records that it could not send, long after the grace period (decision 7). It sends
 * their signed manifests. A record that the system can never receive gets a signed refusal and is counted as lost. In
 * any case of doubt the answer is `keep`: an unknown or suspended device, an inactive period, a retention that has not
 * ended.
 */
@CommandSpec({
  name: 'intake.request-erasure',
  permission: 'intake.announce',
  input: announcementSchema,
  deadlines: { 'sending-ends': 'refuses' },
})
export class RequestErasure extends KernelCommand<Announcement, ErasureAnswer[]> {}

@CommandHandler(RequestErasure)
export class RequestErasureHandler implements ICommandHandler<RequestErasure> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly signing: Signing,
    private readonly devices: DeviceAuthenticator,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { manifests } }: RequestErasure): Promise<ErasureAnswer[]> {
    this.work.authorizeByProof();
    const answers: ErasureAnswer[] = [];
    for (const { manifest, signature } of manifests) {
      answers.push(await this.#answer(Buffer.from(manifest, 'base64url'), Buffer.from(signature, 'base64url')));
    }
    return answers;
  }

  async #answer(signed: Buffer, signature: Buffer): Promise<ErasureAnswer> {
    const code = sha256(signed);
    const integrityCode = code.toString('hex');
    const manifest = parseManifest(signed);
    if (manifest?.kind !== 'support') return { integrityCode, state: 'keep' };
    const { folio, deviceId, processId } = manifest;
    const stored = await findByFolio(this.work, folio);
    if (stored && isRepeat(stored, deviceId, code)) {
      return { integrityCode, state: 'received', receipt: stored.receipt };
    }
    if (!(await this.#isPastReceiving(manifest, signed, signature))) return { integrityCode, state: 'keep' };
    const at = this.clock.now();
    await recordLostSupport(this.work, manifest, code, { cause: 'erased-unsent', at });
    this.work.audit({ subject: ['device', deviceId], stream: processId, details: { erased: folio } });
    const refusal: Refusal = {
      ...{ version: 1, kind: 'refusal', folio, integrityCode, code: 'INTAKE.GRACE_OVER' },
      refusedAt: at.toISOString(),
    };
    return { integrityCode, state: 'refused', refusal: await this.signing.sign('receipt', refusal) };
  }

  async #isPastReceiving(manifest: SupportManifest, signed: Buffer, signature: Buffer): Promise<boolean> {
    try {
      const device = await this.devices.authenticateManifest(manifest, signed, signature);
      if (device.status === 'suspended') return false;
      const period = await this.dispatcher.ask(this.work.actor, new GetPeriodOfOffice(device));
      const policy = await this.dispatcher.ask(systemActor('intake.erasures'), new GetEnrolmentPolicy(device));
      return mayErase(
        { active: period.active, graceEndsAt: new Date(period.graceEndsAt) },
        policy.unsentKeptDays,
        this.clock.now(),
      );
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }
}
