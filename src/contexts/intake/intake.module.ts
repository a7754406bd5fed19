import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AnnounceMaintenanceHandler } from './commands/announce-maintenance.js';
import { EndMaintenanceHandler } from './commands/end-maintenance.js';
import { GetMaintenanceHandler } from './queries/get-maintenance.js';
import { GetMaintenanceNoticeHandler } from './queries/get-maintenance-notice.js';
import { Capacity } from './capacity.js';
import { MaintenanceController } from './api/maintenance.controller.js';
import { PartialUploads } from './partial-uploads.js';
import { AnnouncementsController } from './api/announcements.controller.js';
import { ReceiptsController } from './api/receipts.controller.js';
import { SupportsController } from './api/supports.controller.js';
import { AnnounceSupportsHandler } from './commands/announce-supports.js';
import { ReceiveSupportsHandler } from './commands/receive-supports.js';
import { NoteRefusalHandler } from './commands/note-refusal.js';
import { ReportErasedHandler } from './commands/report-erased.js';
import { ErasuresController } from './api/erasures.controller.js';
import { CountUnreceivedHandler } from './queries/count-unreceived.js';
import { Devices } from './devices.js';
import { AdmitSupportHandler } from './queries/admit-support.js';
import { AwaitReceptionsHandler } from './queries/await-receptions.js';
import { CheckStoredSupportHandler } from './queries/check-stored-support.js';
import { ListUnreceivedHandler } from './queries/list-unreceived.js';
import { ListReceiptsHandler } from './queries/list-receipts.js';
import { UnreceivedPage } from './portal/unreceived.controller.js';
import { Receptions } from './receptions.js';
import { IntakeBlobs } from './persistence/blob-owner.js';
import { IntakeCounters } from './persistence/counter-source.js';

/** Sealed supports from devices: check, store, receipt (§8.13, §10). */
@Module({
  imports: [CqrsModule],
  controllers: [
    SupportsController,
    AnnouncementsController,
    ErasuresController,
    ReceiptsController,
    MaintenanceController,
    UnreceivedPage,
  ],
  providers: [
    IntakeBlobs,
    IntakeCounters,
    Devices,
    Capacity,
    PartialUploads,
    AnnounceMaintenanceHandler,
    EndMaintenanceHandler,
    GetMaintenanceHandler,
    GetMaintenanceNoticeHandler,
    AdmitSupportHandler,
    AwaitReceptionsHandler,
    ListUnreceivedHandler,
    ListReceiptsHandler,
    AnnounceSupportsHandler,
    CheckStoredSupportHandler,
    ReceiveSupportsHandler,
    Receptions,
    NoteRefusalHandler,
    ReportErasedHandler,
    CountUnreceivedHandler,
  ],
})
export class IntakeModule {}
