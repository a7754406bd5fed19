import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ViewerWatermarks } from '../accounts/index.js';
import { EvidenceController } from './admin/evidence.controller.js';
import { AssignWorkloadHandler } from './commands/assign-workload.js';
import { EnterSampleSeedHandler } from './commands/enter-sample-seed.js';
import { GiveSecondVerdictHandler } from './commands/give-second-verdict.js';
import { GiveVerdictHandler } from './commands/give-verdict.js';
import { MarkIncompleteHandler } from './commands/mark-incomplete.js';
import { NoteUnusualReadingHandler } from './commands/note-unusual-reading.js';
import { OrderSecondReviewsHandler } from './commands/order-second-reviews.js';
import { PublishVerdictListHandler } from './commands/publish-verdict-list.js';
import { ReopenRecordHandler } from './commands/reopen-record.js';
import { ResolveDisagreementHandler } from './commands/resolve-disagreement.js';
import { TransferWorkloadHandler } from './commands/transfer-workload.js';
import { UndoVerdictHandler } from './commands/undo-verdict.js';
import { AnnounceVerdict } from './jobs/announce-verdict.js';
import { ListVerdicts } from './jobs/list-verdicts.js';
import { TransferOpenWork } from './jobs/transfer-open-work.js';
import { CreateDeskRecord } from './jobs/create-desk-record.js';
import { RecordDecisions } from './persistence/record-decisions.js';
import { CountPendingVerdictsHandler } from './queries/count-pending-verdicts.js';
import { GetOpenedVerdictsHandler } from './queries/get-opened-verdicts.js';
import { DownloadVerdictListHandler } from './queries/download-verdict-list.js';
import { FindDeskRecordHandler } from './queries/find-desk-record.js';
import { GetDeskFiguresHandler } from './queries/get-desk-figures.js';
import { GetDeskSummaryHandler } from './queries/get-desk-summary.js';
import { GetDeskRecordHandler } from './queries/get-desk-record.js';
import { GetRecordImageHandler } from './queries/get-record-image.js';
import { RevealRecordHandler } from './queries/reveal-record.js';
import { ReviewRecordHandler } from './queries/review-record.js';
import { DetectUnusualReading } from './jobs/detect-unusual-reading.js';
import { UnusualReadingStatus } from './unusual-reading-status.js';
import { PaperCapturers } from './persistence/paper-capturers.js';
import { GetSecondReviewsHandler } from './queries/get-second-reviews.js';
import { GetVerdictListHandler } from './queries/get-verdict-list.js';
import { GetOpenWorkHandler } from './queries/get-open-work.js';
import { ListAssignedSupportsHandler } from './queries/list-assigned-supports.js';
import { ListNewestVerdictsHandler } from './queries/list-newest-verdicts.js';
import { ListDeskRecordsHandler } from './queries/list-desk-records.js';
import { ListDisagreementsHandler } from './queries/list-disagreements.js';
import { ListOwnSecondReviewsHandler } from './queries/list-own-second-reviews.js';
import { ListVerdictListsHandler } from './queries/list-verdict-lists.js';
import { ListWorkloadsHandler } from './queries/list-workloads.js';
import { ControlDeskCounters } from './persistence/counter-source.js';
import { VerdictListFile } from './persistence/verdict-list-file.js';
import { ControlDeskRows } from './persistence/protected-rows.js';

/** Review of every verified support (§11). */
@Module({
  imports: [CqrsModule],
  controllers: [EvidenceController],
  providers: [
    ControlDeskRows,
    ControlDeskCounters,
    AssignWorkloadHandler,
    GiveVerdictHandler,
    UndoVerdictHandler,
    MarkIncompleteHandler,
    ReopenRecordHandler,
    AnnounceVerdict,
    RecordDecisions,
    CountPendingVerdictsHandler,
    FindDeskRecordHandler,
    ListAssignedSupportsHandler,
    ListDeskRecordsHandler,
    ListNewestVerdictsHandler,
    GetDeskRecordHandler,
    GetRecordImageHandler,
    ReviewRecordHandler,
    RevealRecordHandler,
    NoteUnusualReadingHandler,
    DetectUnusualReading,
    UnusualReadingStatus,
    GetDeskSummaryHandler,
    GetDeskFiguresHandler,
    ListWorkloadsHandler,
    CreateDeskRecord,
    TransferWorkloadHandler,
    GetOpenWorkHandler,
    TransferOpenWork,
    PaperCapturers,
    ViewerWatermarks,
    VerdictListFile,
    ListVerdicts,
    PublishVerdictListHandler,
    EnterSampleSeedHandler,
    ListVerdictListsHandler,
    GetVerdictListHandler,
    DownloadVerdictListHandler,
    GetOpenedVerdictsHandler,
    OrderSecondReviewsHandler,
    GiveSecondVerdictHandler,
    ResolveDisagreementHandler,
    GetSecondReviewsHandler,
    ListDisagreementsHandler,
    ListOwnSecondReviewsHandler,
  ],
})
export class ControlDeskModule {}
