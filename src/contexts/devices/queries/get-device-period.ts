import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import type { DevicePeriod } from '#electoral/wire';
import { requireNewEnough } from '../domain/app-version.js';
import { Leases } from '../leases.js';

const input = z.object({
  deviceId: z.uuid(),
  nonce: z.string().regex(/^[\w-]{16,64}$/),
  appVersion: z.string().min(1).max(32),
  /** Whether the app understands `review` (docs/wire.md). */
  withReview: z.boolean().optional(),
  /** Whether it also shows `reviewReasons`. */
  withReasons: z.boolean().optional(),
});

/**
 * The capture period of a device and the server's time, signed like a lease (docs/wire.md). The app asks for it on its
 * menu, where no password has unlocked the device key. Rejects like a lease request: AUXILIARIES.DEVICE_UNKNOWN,
 * .APP_OUTDATED and the errors of {@link Leases.periodOf}.
 */
@QuerySpec({
  name: 'devices.get-device-period',
  permission: PUBLIC,
  input,
  unscoped: 'the period of an office and the review of a device, requested with its random id; no data of a person',
})
export class GetDevicePeriod extends KernelQuery<z.infer<typeof input>, string> {}

@QueryHandler(GetDevicePeriod)
export class GetDevicePeriodHandler implements IQueryHandler<GetDevicePeriod> {
  constructor(
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly leases: Leases,
    private readonly signing: Signing,
  ) {}

  async execute({ input }: GetDevicePeriod): Promise<string> {
    const { deviceId, nonce, appVersion, withReview, withReasons } = input;
    requireNewEnough(appVersion, this.config.appMinimumVersion);
    const { opensAt, closesAt, graceEndsAt, active } = await this.leases.periodOf(deviceId);
    const review = withReview === true ? await this.leases.reviewOf(deviceId) : undefined;
    const reviewReasons = withReasons === true ? await this.leases.reviewReasonsOf(deviceId) : [];
    const answer: DevicePeriod = {
      ...{ version: 1, kind: 'device-period', deviceId, nonce, at: this.clock.now().toISOString() },
      capture: { opensAt, closesAt, graceEndsAt, active },
      ...(review && { review }),
      ...(reviewReasons.length > 0 && { reviewReasons }),
    };
    return this.signing.sign('lease', answer);
  }
}
