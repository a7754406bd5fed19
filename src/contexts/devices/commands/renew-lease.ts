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
import { isOlder } from '../domain/app-version.js';
import { type Duties, AcceptAuxiliaryDuties, GetDeviceHolder } from '../../auxiliaries/index.js';
import { Leases } from '../leases.js';
import { findDevice } from '../persistence/device-records.js';

const input = z.object({ jws: z.string().min(20).max(4096) });
const DAY = 24 * 3_600_000;

export interface RenewedLease {
  /** Compact JWS. */
  readonly lease: string;
  readonly serverTime: string;
  /** A text that the auxiliary has still to accept: asked for at the next opening, never within a capture (§6.9). */
  readonly duties?: Duties;
}

/**
 * A device asks for the right to capture anew, signed with its key, each request good once (§7.7).
 * Refuses with AUXILIARIES.LEASE_REQUEST_INVALID (which tells `serverTime` where it was signed more than a day off), .DEVICE_UNKNOWN, .APP_OUTDATED (decision 30) and what {@link Leases} refuses.
 */
@CommandSpec({ name: 'devices.renew-lease', permission: 'devices.enrol', input })
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
    const asked = claimOf(jws);
    const device = await findDevice(this.work, asked.deviceId);
    await verifyJws(device.publicJwk, jws).catch(() => {
      throw invalid();
    });
    const now = this.clock.now();
    // Told to who holds the key: a telephone whose clock is wrong asks again by ours.
    if (Math.abs(Date.parse(asked.at) - now.getTime()) > DAY) throw invalid({ serverTime: now.toISOString() });
    if (!(await this.#isFirst(asked, now))) throw invalid();
    this.work.authorizeByProof();
    this.#requireNewEnough(asked.appVersion);
    const { auxiliaryId, deviceId } = device;
    const system = systemActor('devices');
    if (asked.duties) {
      const { version, acceptedAt } = asked.duties;
      await this.dispatcher.run(system, new AcceptAuxiliaryDuties({ auxiliaryId, deviceId, version, acceptedAt }));
    }
    const lease = await this.leases.issue(deviceId, asked.understands);
    const { pendingDuties: owed } = await this.dispatcher.ask(system, new GetDeviceHolder({ auxiliaryId }));
    this.work.audit({
      subject: ['device', device.deviceId],
      stream: device.processId,
      details: { appVersion: asked.appVersion, ...(asked.duties && { duties: asked.duties.version }) },
    });
    return { lease, serverTime: now.toISOString(), ...(owed && { duties: owed }) };
  }

  /** Only the right to capture hangs on the app's version: what it has sealed is taken from any. */
  #requireNewEnough(version: string): void {
    const minimum = this.config.appMinimumVersion;
    if (minimum === undefined || !isOlder(version, minimum)) return;
    throw new DomainError('AUXILIARIES.APP_OUTDATED', { kind: 'forbidden', params: { version, minimum } });
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

/** Who it says it is from; nothing of it is believed before the signature was checked. */
function claimOf(jws: string): LeaseRequest {
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
