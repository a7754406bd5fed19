import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { systemActor } from '../../kernel/access/actor.js';
import { Clock } from '../../kernel/clock/clock.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { Signing } from '../../kernel/crypto/signing.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { GetDeviceHolder, type DeviceHolder } from '../auxiliaries/index.js';
import { GetAspirant, GetEmblem, type AspirantView } from '../aspirants/index.js';
import { counterOf, MAX_COUNTER, ownMailboxText, type Lease, type LeaseFeature } from '#electoral/wire';
import { GetAssistedCapture, GetPeriodOfOffice, GetProcess, LEASE_HOURS, type PeriodView } from '../processes/index.js';
import { DEFAULT_CREDENTIAL_TYPES } from '#electoral/identifiers';
import type { Finding } from '#electoral/devices';
import type { DeviceReview, ReviewReason } from '#electoral/wire';
import { reviewReasonsOf } from './domain/enrolment-findings.js';
import { PRIVACY_NOTICE } from './domain/privacy-notice.js';
import { findDevice, type DeviceRow } from './persistence/device-records.js';
import { policyOf } from './persistence/enrolment-policies.js';
import { UsedFolios } from './used-folios.js';

const ASSISTED: LeaseFeature = 'assisted';
const UNSENT_KEPT_DAYS: LeaseFeature = 'unsent-kept-days';
const NEXT_COUNTER: LeaseFeature = 'next-counter';
const PERIOD_STATUS: LeaseFeature = 'period-status';
const OWN_MAILBOX: LeaseFeature = 'own-mailbox';

/** A lease is valid until the end of the minute in which it expires. */
const MINUTE_MS = 60_000;
/** Validity of a lease. */
const LEASE_MS = LEASE_HOURS * 3_600_000;
/** Validity before the enrolment is checked, if the OPL blocks devices with mismatches. */
const UNCHECKED_LEASE_MS = 2 * 3_600_000;

/** Issues the signed right to capture (§7.7): aspirant, period and credential types. */
@Injectable()
export class Leases {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly signing: Signing,
    private readonly dispatcher: Dispatcher,
    private readonly modules: ModuleRef,
  ) {}

  /**
   * Issues a new lease, which states whether the period is active. While the period is inactive, an app that does not
   * understand this statement gets no lease.
   * @param understands optional lease members that the app supports (docs/wire.md).
   * @throws DomainError AUXILIARIES.DEVICE_SUSPENDED, .DEVICE_REPLACED, .DEVICE_NOT_ACTIVE, .ASPIRANT_WITHDRAWN,
   * .PERIOD_INACTIVE, PROCESSES.PERIOD_MISSING
   */
  async renew(deviceId: string, understands: readonly string[] = []): Promise<string> {
    return this.#issue(deviceId, understands, ({ active }) => {
      if (!active && !understands.includes(PERIOD_STATUS)) {
        throw new DomainError('AUXILIARIES.PERIOD_INACTIVE', { kind: 'forbidden' });
      }
    });
  }

  /**
   * The first lease of a device, which completes its enrolment. While the period is inactive, it is issued already
   * expired, so that the device must renew it before it captures.
   * @throws DomainError the errors of {@link Leases.renew}
   */
  async issueFirst(deviceId: string): Promise<string> {
    return this.#issue(deviceId, []);
  }

  /**
   * The capture period of a device that has the right to capture.
   * @throws DomainError the errors of {@link Leases.renew}, except .PERIOD_INACTIVE
   */
  async periodOf(deviceId: string): Promise<PeriodView> {
    const device = await findDevice(this.work, deviceId);
    await this.#rightOf(device);
    return this.dispatcher.ask(systemActor('devices.leases'), new GetPeriodOfOffice({ officeId: device.officeId }));
  }

  /** @returns undefined once the device is admitted without a review, or after one (decision 24) */
  async reviewOf(deviceId: string): Promise<DeviceReview | undefined> {
    const { status } = await findDevice(this.work, deviceId);
    if (status === 'por-revisar') return 'por-revisar';
    return status === 'active' && (await this.#isUnchecked(deviceId)) ? 'unchecked' : undefined;
  }

  /** What the auxiliary sees about a review; empty if there is none (decision 24). */
  async reviewReasonsOf(deviceId: string): Promise<ReviewReason[]> {
    const [device] = await this.work.sql<{ findings: Finding[] }>(
      `select findings from devices.device where id = $1 and status = 'por-revisar'`,
      [deviceId],
    );
    return reviewReasonsOf(device?.findings ?? []);
  }

  async #issue(
    deviceId: string,
    understands: readonly string[],
    check: (period: PeriodView) => void = () => undefined,
  ): Promise<string> {
    const device = await findDevice(this.work, deviceId);
    const system = systemActor('devices.leases');
    const { processId, officeId, aspirantId, auxiliaryId } = device;
    const { holder, aspirant } = await this.#rightOf(device);
    const process = await this.dispatcher.ask(system, new GetProcess({ processId }));
    const period = await this.dispatcher.ask(system, new GetPeriodOfOffice({ officeId }));
    check(period);
    const now = this.clock.now();
    const mayCapture = period.active || understands.includes(PERIOD_STATUS);
    const validMs = mayCapture ? await this.#durationOf(device) : -MINUTE_MS;
    const lease: Lease = {
      version: 1,
      kind: 'lease',
      deviceId,
      processId,
      processName: process.name,
      practice: process.practice,
      periodVersion: period.version,
      aspirant: {
        id: aspirantId,
        name: aspirant.displayName,
        office: aspirant.officeName,
        ...(aspirant.emblemDigest !== null && { emblemUrl: await this.#emblemOf(aspirantId) }),
      },
      auxiliary: {
        id: auxiliaryId,
        name: holder.displayName,
        ...(understands.includes(OWN_MAILBOX) && {
          mailboxDigest: sha256(ownMailboxText(deviceId, holder.email)).toString('hex'),
        }),
      },
      capture: {
        opensAt: period.opensAt,
        closesAt: period.closesAt,
        graceEndsAt: period.graceEndsAt,
        ...(understands.includes(UNSENT_KEPT_DAYS) && {
          unsentKeptDays: (await policyOf(this.work, device.entidad)).unsentKeptDays,
        }),
        ...(understands.includes(PERIOD_STATUS) && { active: period.active }),
      },
      credentialTypes: DEFAULT_CREDENTIAL_TYPES.map(({ key }) => key),
      privacyNotice: PRIVACY_NOTICE,
      folioPrefix: device.folioPrefix,
      ...(understands.includes(NEXT_COUNTER) && (await this.#nextCounterOf(device))),
      ...(understands.includes(ASSISTED) && { assisted: await this.#assistedIn(processId) }),
      issuedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + validMs).toISOString(),
    };
    await this.work.sql('update devices.device set last_lease_at = $2 where id = $1', [deviceId, now]);
    return this.signing.sign('lease', lease);
  }

  /** @throws DomainError if device, auxiliary or aspirant may not capture */
  async #rightOf(device: DeviceRow): Promise<{ readonly holder: DeviceHolder; readonly aspirant: AspirantView }> {
    const system = systemActor('devices.leases');
    const { auxiliaryId, aspirantId } = device;
    const holder = await this.dispatcher.ask(system, new GetDeviceHolder({ auxiliaryId }));
    requireActive(device, holder);
    const aspirant = await this.dispatcher.ask(system, new GetAspirant({ aspirantId }));
    if (aspirant.status === 'withdrawn') {
      throw new DomainError('AUXILIARIES.ASPIRANT_WITHDRAWN', { kind: 'forbidden' });
    }
    if (aspirant.status !== 'confirmed') {
      throw new DomainError('AUXILIARIES.DEVICE_NOT_ACTIVE', { kind: 'forbidden' });
    }
    return { holder, aspirant };
  }

  async #nextCounterOf(device: DeviceRow): Promise<Pick<Lease, 'nextCounter'>> {
    const folio = await this.modules.get(UsedFolios, { strict: false }).highest(device);
    const next = folio === undefined ? 0 : counterOf(folio) + 1;
    return next > 0 && next <= MAX_COUNTER ? { nextCounter: next } : {};
  }

  /** @returns undefined, which omits the member, if the OPL does not allow assisted capture (decision 31). */
  async #assistedIn(processId: string): Promise<Lease['assisted']> {
    const system = systemActor('devices.leases');
    const [rule] = await this.dispatcher.ask(system, new GetAssistedCapture({ processId }));
    return rule?.allowed === true ? { reasons: [...rule.reasons] } : undefined;
  }

  /** Data URL within the signed lease, so that the app shows an authentic emblem even offline (§8.2). */
  async #emblemOf(aspirantId: string): Promise<string | undefined> {
    const system = systemActor('devices.leases');
    const png = await this.dispatcher.ask(system, new GetEmblem({ aspirantId, size: 'small' }));
    return png === null ? undefined : `data:image/png;base64,${png.toString('base64')}`;
  }

  async #durationOf({ deviceId, entidad }: DeviceRow): Promise<number> {
    if (!(await this.#isUnchecked(deviceId))) return LEASE_MS;
    return (await policyOf(this.work, entidad)).onMismatch === 'block' ? UNCHECKED_LEASE_MS : LEASE_MS;
  }

  async #isUnchecked(deviceId: string): Promise<boolean> {
    const [device] = await this.work.sql<{ unchecked: boolean }>(
      'select checked_at is null as unchecked from devices.device where id = $1',
      [deviceId],
    );
    return device?.unchecked === true;
  }
}

/** One error per cause, because each cause has its own remedy. */
function requireActive({ status }: DeviceRow, holder: DeviceHolder): void {
  if (status === 'active' || status === 'por-revisar') return;
  if (status === 'suspended') throw new DomainError('AUXILIARIES.DEVICE_SUSPENDED', { kind: 'forbidden' });
  const code = holder.status === 'discharged' ? 'AUXILIARIES.DEVICE_NOT_ACTIVE' : 'AUXILIARIES.DEVICE_REPLACED';
  throw new DomainError(code, { kind: 'forbidden' });
}
