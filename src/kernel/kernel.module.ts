import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { AuditedDetails } from './audit/audited-details.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditCheck } from './audit/audit-check.js';
import { AuditHeads, PublishDueHeads } from './audit/audit-heads.js';
import { AuditSealer } from './audit/audit-sealer.js';
import { AuditStatements } from './audit/audit-statements.js';
import { AuditVerifier } from './audit/audit-verifier.js';
import { EntryReasons } from './audit/entry-reasons.js';
import { ExportAuditEntriesHandler } from './audit/export-audit-entries.js';
import { FindAuditEntriesHandler } from './audit/find-audit-entries.js';
import { ProtectedTables } from './audit/protected-tables.js';
import { EntryAdoption } from './audit/entry-adoption.js';
import { RowAdoption } from './audit/row-adoption.js';
import { TrailAdoptions } from './audit/trail-adoption.js';
import { Clock, SystemClock } from './clock/clock.js';
import { AppConfig } from './config/config.js';
import { CounterCheck } from './counters/counter-check.js';
import { Counters } from './counters/counters.js';
import { KeyBackups } from './backup/key-backup.js';
import { KeyRecord } from './crypto/key-record.js';
import { KeyStatus } from './crypto/key-status.js';
import { CryptoModule } from './crypto/crypto.module.js';
import { EncryptedDocuments } from './documents/encrypted-documents.js';
import { DatabaseModule } from './database/database.module.js';
import { GetSystemStatusHandler } from './health/get-system-status.js';
import { Readiness } from './health/readiness.js';
import { SystemStatus } from './health/system-status.js';
import { GracefulShutdown } from './http/graceful-shutdown.js';
import { HealthController } from './http/health.controller.js';
import { PacedBodies } from './http/paced-bodies.js';
import { Pages } from './http/pages.js';
import { RateLimits } from './http/rate-limits.js';
import { Routes } from './http/route-access.js';
import { Sessions } from './http/sessions.js';
import { Views } from './http/views.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LongJobsModule } from './long-jobs/long-jobs.module.js';
import { MailHistory } from './mail/mail-history.js';
import { Mailer } from './mail/mailer.js';
import { RecordBounceHandler } from './mail/record-bounce.js';
import { ReturnAddresses } from './mail/return-address.js';
import { Dispatcher } from './messaging/dispatcher.js';
import { Submissions } from './messaging/submissions.js';
import { TransactionRunner } from './messaging/transaction-runner.js';
import { UnitOfWork } from './messaging/unit-of-work.js';
import { BlobOwners } from './storage/blob-owners.js';
import { CollectionSuspension } from './storage/collection-suspension.js';
import { DamagedBlobs } from './storage/damaged-blobs.js';
import { OrphanCollector } from './storage/orphan-collector.js';
import { Scrub } from './storage/scrub.js';
import { StorageStatus } from './storage/storage-status.js';
import { StorageModule } from './storage/storage.module.js';

@Module({})
class SettingsModule {}

function settingsOf(config: AppConfig, clock: Clock): DynamicModule {
  return {
    module: SettingsModule,
    global: true,
    providers: [
      { provide: AppConfig, useValue: config },
      { provide: Clock, useValue: clock },
    ],
    exports: [AppConfig, Clock],
  };
}

/** The services that every context uses. */
@Global()
@Module({})
export class KernelModule {
  /** Configuration, clock and blob store, for work while there is no database. */
  static withoutDatabase(config: AppConfig): DynamicModule {
    return { module: KernelModule, imports: [settingsOf(config, new SystemClock()), StorageModule] };
  }

  static of(config: AppConfig, clock: Clock = new SystemClock()): DynamicModule {
    const settings = settingsOf(config, clock);
    return {
      module: KernelModule,
      imports: [
        settings,
        CqrsModule.forRoot(),
        DiscoveryModule,
        CryptoModule,
        DatabaseModule,
        StorageModule,
        JobsModule.of(config),
        LongJobsModule,
      ],
      controllers: [HealthController],
      providers: [
        AuditedDetails,
        AuditCheck,
        AuditHeads,
        DamagedBlobs,
        AuditLog,
        AuditSealer,
        AuditStatements,
        AuditVerifier,
        BlobOwners,
        CollectionSuspension,
        ExportAuditEntriesHandler,
        FindAuditEntriesHandler,
        GetSystemStatusHandler,
        GracefulShutdown,
        KeyBackups,
        KeyRecord,
        KeyStatus,
        CounterCheck,
        Counters,
        Dispatcher,
        Mailer,
        MailHistory,
        OrphanCollector,
        PacedBodies,
        Pages,
        ProtectedTables,
        PublishDueHeads,
        Readiness,
        RateLimits,
        RecordBounceHandler,
        ReturnAddresses,
        Routes,
        EntryAdoption,
        EntryReasons,
        RowAdoption,
        Scrub,
        EncryptedDocuments,
        Sessions,
        StorageStatus,
        Submissions,
        SystemStatus,
        TrailAdoptions,
        TransactionRunner,
        UnitOfWork,
        Views,
      ],
      exports: [
        AuditedDetails,
        AuditCheck,
        AuditHeads,
        DamagedBlobs,
        AuditLog,
        AuditSealer,
        AuditStatements,
        AuditVerifier,
        CollectionSuspension,
        CounterCheck,
        KeyBackups,
        Counters,
        Dispatcher,
        Mailer,
        MailHistory,
        OrphanCollector,
        PacedBodies,
        Pages,
        RateLimits,
        EntryAdoption,
        RowAdoption,
        Scrub,
        EncryptedDocuments,
        Sessions,
        StorageStatus,
        Submissions,
        SystemStatus,
        TrailAdoptions,
        TransactionRunner,
        UnitOfWork,
        Views,
        JobsModule,
        LongJobsModule,
      ],
    };
  }
}
