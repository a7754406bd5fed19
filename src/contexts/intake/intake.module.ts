import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AnnounceMaintenanceHandler } from './commands/announce-maintenance.js';
import { EndMaintenanceHandler } from './commands/end-maintenance.js';
import { GetMaintenanceHandler } from './queries/get-maintenance.js';
import { GetMaintenanceNoticeHandler } from './queries/get-maintenance-notice.js';
import { Capacity } from './capacity.js';
import { RefusedUploads } from './refused-uploads.js';
import { HeaderSlots } from './header-slots.js';
import { UnknownDevices } from './unknown-devices.js';
import { MaintenanceController } from './api/maintenance.controller.js';
import { PartialUploads } from './partial-uploads.js';
import { AnnouncementsController } from './api/announcements.controller.js';
import { ReceiptsController } from './api/receipts.controller.js';
import { SupportsController } from './api/supports.controller.js';
import { AnnounceSupportsHandler } from './commands/announce-supports.js';
import { ReceiveSupportsHandler } from './commands/receive-supports.js';
import { RecoverSupportHandler } from './commands/recover-support.js';
import { RecordRefusalHandler } from './commands/record-refusal.js';
import { RequestErasureHandler } from './commands/request-erasure.js';
import { ReportErasedHandler } from './commands/report-erased.js';
import { ErasuresController } from './api/erasures.controller.js';
import { CountPendingUploadsHandler } from './queries/count-pending-uploads.js';
import { DeviceAuthenticator } from './device-authenticator.js';
import { AdmitSupportHandler } from './queries/admit-support.js';
import { WaitForInFlightUploadsHandler } from './queries/wait-for-in-flight-uploads.js';
import { CheckStoredSupportHandler } from './queries/check-stored-support.js';
import { ProveSupportsHandler } from './queries/prove-supports.js';
import { VerifySupportsHandler } from './queries/verify-supports.js';
import { ListDamagedSupportsHandler } from './queries/list-damaged-supports.js';
import { ListPendingUploadsHandler } from './queries/list-pending-uploads.js';
import { ListReceiptsHandler } from './queries/list-receipts.js';
import { PendingUploadsPage } from './portal/pending-uploads.controller.js';
import { RecordVerifier } from './record-verifier.js';
import { SupportReceiver } from './support-receiver.js';
import { SupportRecovery } from './support-recovery.js';
import { IntakeBlobs } from './persistence/blob-owner.js';
import { IntakeCounters } from './persistence/counter-source.js';
import { IntakeUsedFolios } from './persistence/used-folios.js';
import { UsedFolios } from '../devices/index.js';
import { ProcessesModule } from '../processes/index.js';
import { IntakeRows } from './persistence/protected-rows.js';

/** Checks and stores sealed supports from devices, and issues receipts (§8.13, §10). */
@Module({
  imports: [CqrsModule, ProcessesModule],
  controllers: [
    SupportsController,
    AnnouncementsController,
    ErasuresController,
    ReceiptsController,
    MaintenanceController,
    PendingUploadsPage,
  ],
  providers: [
    IntakeRows,
    IntakeBlobs,
    IntakeCounters,
    { provide: UsedFolios, useClass: IntakeUsedFolios },
    DeviceAuthenticator,
    Capacity,
    RefusedUploads,
    HeaderSlots,
    UnknownDevices,
    PartialUploads,
    AnnounceMaintenanceHandler,
    EndMaintenanceHandler,
    GetMaintenanceHandler,
    GetMaintenanceNoticeHandler,
    AdmitSupportHandler,
    WaitForInFlightUploadsHandler,
    ListDamagedSupportsHandler,
    ListPendingUploadsHandler,
    ListReceiptsHandler,
    AnnounceSupportsHandler,
    CheckStoredSupportHandler,
    VerifySupportsHandler,
    ProveSupportsHandler,
    RecordVerifier,
    ReceiveSupportsHandler,
    SupportReceiver,
    SupportRecovery,
    RecoverSupportHandler,
    RecordRefusalHandler,
    RequestErasureHandler,
    ReportErasedHandler,
    CountPendingUploadsHandler,
  ],
})
export class IntakeModule {}
