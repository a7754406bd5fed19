import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AccountsModule, ViewerWatermarks } from '../accounts/index.js';
import { CaptureKeys } from '../processes/index.js';
import { AnchorAdoption } from './anchor-adoption.js';
import { EnrolmentController } from './api/enrolment.controller.js';
import { AcceptDeviceHandler } from './commands/accept-device.js';
import { BeginEnrolmentHandler } from './commands/begin-enrolment.js';
import { EnrolDeviceHandler } from './commands/enrol-device.js';
import { ReinstateDeviceHandler } from './commands/reinstate-device.js';
import { RenewLeaseHandler } from './commands/renew-lease.js';
import { SetEnrolmentPolicyHandler } from './commands/set-enrolment-policy.js';
import { SuspendDeviceHandler } from './commands/suspend-device.js';
import { WrapEnrolmentKeysHandler } from './commands/wrap-enrolment-keys.js';
import { DeviceStatusChanges } from './device-status-changes.js';
import { CompareEnrolments } from './jobs/compare-enrolments.js';
import { CheckEnrolment } from './jobs/check-enrolment.js';
import { KeyAnchors } from './key-anchors.js';
import { Leases } from './leases.js';
import { DevicesBlobs } from './persistence/blob-owner.js';
import { GetDeviceHandler } from './queries/get-device.js';
import { GetDevicePeriodHandler } from './queries/get-device-period.js';
import { GetDeviceKeysHandler } from './queries/get-device-keys.js';
import { GetDeviceReviewHandler } from './queries/get-device-review.js';
import { GetEnrolmentImageHandler } from './queries/get-enrolment-image.js';
import { GetEnrolmentPolicyHandler } from './queries/get-enrolment-policy.js';
import { GetKeySetHandler } from './queries/get-key-set.js';
import { PrepareKeySetHandler } from './queries/prepare-key-set.js';
import { PublishKeySetHandler } from './commands/publish-key-set.js';
import { HeldIntakeKey } from './held-intake-key.js';
import { KeySetContents } from './key-set-contents.js';
import { KeySetStatus } from './key-set-status.js';
import { InstalledKeys } from './installed-keys.js';
import { ActivateKeys } from './jobs/activate-keys.js';
import { PublishedKeys } from './published-keys.js';
import { RetireKeyHandler } from './commands/retire-key.js';
import { Roots } from './roots.js';
import { IdentifyDeviceHandler } from './queries/identify-device.js';
import { ListCheckedDevicesHandler } from './queries/list-checked-devices.js';
import { ListDevicesToReviewHandler } from './queries/list-devices-to-review.js';
import { NameDevicesHandler } from './queries/name-devices.js';
import { RevealEnrolmentHandler } from './queries/reveal-enrolment.js';
import { UnknownSigners } from './unknown-signers.js';
import { EnrolmentKeys } from './unseal/enrolment-keys.js';
import { EnrolmentOpener } from './unseal/enrolment-opener.js';

/** Enrolment of devices, their keys, leases and review (§7). */
@Module({
  imports: [CqrsModule, AccountsModule],
  controllers: [EnrolmentController],
  providers: [
    BeginEnrolmentHandler,
    EnrolDeviceHandler,
    RenewLeaseHandler,
    AcceptDeviceHandler,
    SuspendDeviceHandler,
    ReinstateDeviceHandler,
    SetEnrolmentPolicyHandler,
    CheckEnrolment,
    CompareEnrolments,
    GetDeviceHandler,
    GetDeviceKeysHandler,
    GetDevicePeriodHandler,
    GetDeviceReviewHandler,
    GetEnrolmentImageHandler,
    GetEnrolmentPolicyHandler,
    GetKeySetHandler,
    PrepareKeySetHandler,
    PublishKeySetHandler,
    HeldIntakeKey,
    KeySetContents,
    KeySetStatus,
    Roots,
    RetireKeyHandler,
    ActivateKeys,
    { provide: CaptureKeys, useClass: InstalledKeys },
    PublishedKeys,
    IdentifyDeviceHandler,
    NameDevicesHandler,
    ListDevicesToReviewHandler,
    DeviceStatusChanges,
    DevicesBlobs,
    EnrolmentOpener,
    KeyAnchors,
    EnrolmentKeys,
    ViewerWatermarks,
    ListCheckedDevicesHandler,
    RevealEnrolmentHandler,
    WrapEnrolmentKeysHandler,
    AnchorAdoption,
    Leases,
    UnknownSigners,
  ],
})
export class DevicesModule {}
