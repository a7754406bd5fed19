import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { verifyJws } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { leaseRequestSchema, type LeaseRequest } from '#electoral/wire';
import { requireNewEnough } from '../domain/app-version.js';
import { type Duties, AcceptAuxiliaryDuties, GetDeviceHolder } from '../../auxiliaries/index.js';
import { Leases } from '../leases.js';
import { findDevice } from '../persistence/device-records.js';

const input = z.object({ jws: z.string().min(20).max(4096) });
const DAY = 24 * 3_600_000;

export interface RenewedLease {
  /** Compact JWS. */
  readonly lease: string;
  readonly serverTime: string;
  /**
   * Duties that the auxiliary has not accepted. The app shows them when it is next opened, never during a capture
   * (§6.9).
   */
  readonly duties?: Duties;
}

/**
 * Renews the lease of a device. The request is signed with the device key and can be used once (§7.7).
 * @throws DomainError AUXILIARIES.LEASE_REQUEST_INVALID (with `serverTime` if the clock of the device is more than a
 * day off), .DEVICE_UNKNOWN, .APP_OUTDATED (decision 30) and the errors of {@link Leases}
 */
@CommandSpec({
  name: 'devices.renew-lease',
  permission: 'devices.enrol',
  input,
  noLegalDeadline: 'a signed request is valid for a day',
  heldBy: 'system',
})
export class RenewLease extends KernelCommand<z.infer<typeof input>, RenewedLease> {}

@CommandHandler(RenewLease)
export class RenewLeaseHandler implements ICommandHandler<RenewLease> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly leases: Leases,
    private readonly config: AppConfig,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { jws } }: RenewLease): Promise<RenewedLease> {
    const request = parseUnverified(jws);
    const device = await findDevice(this.work, request.deviceId);
    await verifyJws(device.publicJwk, jws).catch(() => {
      throw invalid();
    });
    const now = this.clock.now();
    // Revealed only to the key holder: a phone with a wrong clock repeats the request with the server time.
    if (Math.abs(Date.parse(request.at) - now.getTime()) > DAY) throw invalid({ serverTime: now.toISOString() });
    if (!(await this.#isFirst(request, now))) throw invalid();
    this.work.authorizeByProof();
    requireNewEnough(request.appVersion, this.config.appMinimumVersion);
    const { auxiliaryId, deviceId } = device;
    const system = systemActor('devices');
    if (request.duties) {
      const { version, acceptedAt } = request.duties;
      await this.dispatcher.run(system, new AcceptAuxiliaryDuties({ auxiliaryId, deviceId, version, acceptedAt }));
    }
    const lease = await this.leases.renew(deviceId, request.understands);
    const { pendingDuties } = await this.dispatcher.ask(system, new GetDeviceHolder({ auxiliaryId }));
    this.work.audit({
      subject: ['device', device.deviceId],
      stream: device.processId,
      details: { appVersion: request.appVersion, ...(request.duties && { duties: request.duties.version }) },
    });
    return { lease, serverTime: now.toISOString(), ...(pendingDuties && { duties: pendingDuties }) };
  }

  async #isFirst({ deviceId, nonce }: LeaseRequest, now: Date): Promise<boolean> {
    await this.work.sql('delete from devices.lease_nonce where device_id = $1 and at < $2', [
      deviceId,
      new Date(now.getTime() - 2 * DAY),
    ]);
    const rows = await this.work.sql(
      `insert into devices.lease_nonce (device_id, nonce, at) values ($1, $2, $3)
       on conflict do nothing returning nonce`,
      [deviceId, nonce, now],
    );
    return rows.length === 1;
  }
}

/** Parses the request before its signature is verified; do not trust the result. */
function parseUnverified(jws: string): LeaseRequest {
  try {
    const payload = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as unknown;
    return leaseRequestSchema.parse(payload);
  } catch {
    throw invalid();
  }
}

function invalid(extensions: Readonly<Record<string, string>> = {}): DomainError {
  return new DomainError('AUXILIARIES.LEASE_REQUEST_INVALID', { kind: 'invalid', extensions });
}
