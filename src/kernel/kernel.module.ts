import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AuditLog } from './audit/audit-log.js';
import { AuditSealer } from './audit/audit-sealer.js';
import { Clock, SystemClock } from './clock/clock.js';
import { AppConfig, loadConfig } from './config/config.js';
import { Counters } from './counters/counters.js';
import { CryptoModule } from './crypto/crypto.module.js';
import { DatabaseModule } from './database/database.module.js';
import { Views } from './http/views.js';
import { JobsModule } from './jobs/jobs.module.js';
import { Mailer } from './mail/mailer.js';
import { Dispatcher } from './messaging/dispatcher.js';
import { UnitOfWork } from './messaging/unit-of-work.js';
import { StorageModule } from './storage/storage.module.js';

/** What every context stands on. It knows no electoral word. */
@Global()
@Module({
  imports: [CqrsModule.forRoot(), CryptoModule, DatabaseModule, StorageModule, JobsModule],
  providers: [
    { provide: AppConfig, useFactory: () => loadConfig(process.env) },
    { provide: Clock, useClass: SystemClock },
    AuditLog,
    AuditSealer,
    Counters,
    Dispatcher,
    Mailer,
    UnitOfWork,
    Views,
  ],
  exports: [AppConfig, Clock, AuditLog, AuditSealer, Counters, Dispatcher, Mailer, UnitOfWork, Views, JobsModule],
})
export class KernelModule {}
