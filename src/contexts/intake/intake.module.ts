import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { SupportsController } from './api/supports.controller.js';
import { ReceiveSupportHandler } from './commands/receive-support.js';
import { SignalFolioHandler } from './commands/signal-folio.js';
import { SendAuxiliaryReceipt } from './jobs/send-auxiliary-receipt.js';
import { AdmitSupportHandler } from './queries/admit-support.js';
import { CheckStoredSupportHandler } from './queries/check-stored-support.js';

/** Sealed supports from devices: check, store, receipt (§8.13, §10). */
@Module({
  imports: [CqrsModule],
  controllers: [SupportsController],
  providers: [
    AdmitSupportHandler,
    CheckStoredSupportHandler,
    ReceiveSupportHandler,
    SignalFolioHandler,
    SendAuxiliaryReceipt,
  ],
})
export class IntakeModule {}
