import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ProcessesModule } from '../processes/index.js';
import { ClosingState } from './closing-state.js';
import { CloseProcessHandler } from './commands/close-process.js';
import { RecordDeskConclusionHandler } from './commands/record-desk-conclusion.js';
import { RecordProofs } from './record-proofs.js';
import { DetectConcludedDesks } from './jobs/detect-concluded-desks.js';
import { RecordReceivedSupport } from './jobs/record-received-support.js';
import { DownloadDeliveryHandler } from './queries/download-delivery.js';
import { GetClosingStateHandler } from './queries/get-closing-state.js';
import { GetDeskConclusionHandler } from './queries/get-desk-conclusion.js';
import { ListDeliveriesHandler } from './queries/list-deliveries.js';
import { ResultsBlobs } from './persistence/blob-owner.js';
import { ResultsRows } from './persistence/protected-rows.js';

/** Reconciliation of counts and delivery of encrypted results (§13). */
@Module({
  imports: [CqrsModule, ProcessesModule],
  providers: [
    ResultsRows,
    ResultsBlobs,
    ClosingState,
    RecordProofs,
    CloseProcessHandler,
    GetClosingStateHandler,
    GetDeskConclusionHandler,
    ListDeliveriesHandler,
    DownloadDeliveryHandler,
    RecordReceivedSupport,
    RecordDeskConclusionHandler,
    DetectConcludedDesks,
  ],
})
export class ResultsModule {}
