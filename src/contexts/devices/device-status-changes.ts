import { DEVICE_STATUS_LABELS, type DeviceStatus, type Finding } from '#electoral/devices';
import { Injectable } from '@nestjs/common';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { requireSeen } from '../../kernel/messaging/require-seen.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { nameOfDecider } from '../accounts/index.js';
import { RecordDevice } from '../auxiliaries/index.js';
import { DeviceDecided } from './events/device-decided.js';
import {
  authorizeDeviceReview,
  deviceVersion,
  newestStatusChange,
  type DeviceDecision,
} from './persistence/device-reviews.js';

export interface DeviceStatusChange {
  readonly deviceId: string;
  readonly from: DeviceStatus | null;
  readonly to: DeviceStatus;
  readonly at: Date;
  readonly reason?: string | undefined;
}

interface DeviceState {
  readonly auxiliaryId: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  readonly attested: boolean;
  readonly findings: Finding[];
  readonly enrolledAt: string;
}

/**
 * Changes the status of devices, records each change, and updates the projection of `auxiliaries` in the same
 * transaction.
 */
@Injectable()
export class DeviceStatusChanges {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  /**
   * Authorizes the decision of an official on a device, which is locked until the transaction ends.
   * @param on `seen` is the version that the official saw; `from` the statuses in which this decision is possible.
   * @throws DomainError ACCESS.OUT_OF_SCOPE, KERNEL.CHANGED_MEANWHILE, AUXILIARIES.DEVICE_NOT_IN_STATE
   */
  async authorizeDecision(on: {
    readonly deviceId: string;
    readonly seen: number;
    readonly from: readonly DeviceStatus[];
  }): Promise<DeviceDecision> {
    const { deviceId, seen, from } = on;
    const device = await authorizeDeviceReview(this.work, deviceId);
    // Read after the lock, so that it includes a decision that was made at the same time.
    await requireSeen({ seen, version: await deviceVersion(this.work, deviceId) }, async () => {
      const { to, by, at } = await newestStatusChange(this.work, deviceId);
      const who = await nameOfDecider(this.dispatcher, this.work.actor, by);
      return { who, what: DEVICE_STATUS_LABELS[to], at: new Date(at) };
    });
    if (!from.includes(device.status)) {
      throw new DomainError('AUXILIARIES.DEVICE_NOT_IN_STATE', { kind: 'conflict' });
    }
    return device;
  }

  /** Applies and records a change. A suspended or discharged device can no longer capture. */
  async apply(change: DeviceStatusChange): Promise<void> {
    const { deviceId, to, at } = change;
    const ends = to === 'suspended' || to === 'discharged';
    await this.work.sql('update devices.device set status = $2, ended_at = $3 where id = $1', [
      deviceId,
      to,
      ends ? at : null,
    ]);
    const auxiliaryId = await this.record(change);
    const decision = decisionOf(change, this.work.actor);
    if (decision) this.work.publish(new DeviceDecided({ deviceId, auxiliaryId, decision, at: at.toISOString() }));
  }

  /**
   * Records a change that is already stored in the device row.
   * @returns the id of the auxiliary.
   */
  async record({ deviceId, from, to, at, reason }: DeviceStatusChange): Promise<string> {
    const { actor } = this.work;
    await this.work.sql(
      `insert into devices.device_move (device_id, from_status, to_status, actor_kind, actor_id, at, reason)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [deviceId, from, to, actor.kind, actor.id, at, reason ?? null],
    );
    // The aspirant must not see reasons written by the system.
    return this.syncAuxiliaries(deviceId, { at, reason: actor.kind === 'official' ? (reason ?? null) : null });
  }

  /**
   * Updates the projection of a device in `auxiliaries`.
   * @returns the id of the auxiliary.
   */
  async syncAuxiliaries(
    deviceId: string,
    change?: { readonly at: Date; readonly reason: string | null },
  ): Promise<string> {
    const [device] = await this.work.sql<DeviceState & object>(
      `select auxiliary_id as "auxiliaryId", folio_prefix as "folioPrefix", status, attested, findings,
         enrolled_at as "enrolledAt" from devices.device where id = $1`,
      [deviceId],
    );
    if (!device) throw new Error(`device ${deviceId} not found`);
    await this.dispatcher.run(
      systemActor('devices'),
      new RecordDevice({ deviceId, ...device, ...(change && { change }) }),
    );
    return device.auxiliaryId;
  }

  /**
   * Discharges the oldest devices of an auxiliary.
   * @param keep number of the newest devices that keep their right to capture.
   * @returns the number of discharged devices.
   */
  async dischargeOldest(
    auxiliaryId: string,
    { keep, at, reason }: { readonly keep: number; readonly at: Date; readonly reason: string },
  ): Promise<number> {
    const open = await this.work.sql<{ id: string; status: DeviceStatus }>(
      `select id, status from devices.device where auxiliary_id = $1 and status <> 'discharged'
       order by enrolled_at desc, id for update`,
      [auxiliaryId],
    );
    const ending = open.slice(keep);
    for (const { id, status } of ending) {
      await this.apply({ deviceId: id, from: status, to: 'discharged', at, reason });
    }
    return ending.length;
  }
}

/** What the OPL decided; undefined if the device was replaced or only has to be reviewed. */
function decisionOf(
  { from, to }: DeviceStatusChange,
  { kind }: Actor,
): DeviceDecided['payload']['decision'] | undefined {
  if (to === 'suspended') return kind === 'official' ? 'suspended' : 'blocked';
  if (to !== 'active') return undefined;
  return from === 'suspended' ? 'reinstated' : 'accepted';
}
