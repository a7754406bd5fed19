import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EvidenceController } from './admin/evidence.controller.js';
import { AssignWorkloadHandler } from './commands/assign-workload.js';
import { GiveVerdictHandler } from './commands/give-verdict.js';
import { TransferWorkloadHandler } from './commands/transfer-workload.js';
import { TransferOpenWork } from './jobs/transfer-open-work.js';
import { CreateDeskRecord } from './jobs/create-desk-record.js';
import { GetDeskFiguresHandler } from './queries/get-desk-figures.js';
import { GetDeskSummaryHandler } from './queries/get-desk-summary.js';
import { GetDeskRecordHandler } from './queries/get-desk-record.js';
import { PaperCapturers } from './persistence/paper-capturers.js';
import { GetOpenWorkHandler } from './queries/get-open-work.js';
import { ListDeskRecordsHandler } from './queries/list-desk-records.js';
import { ListWorkloadsHandler } from './queries/list-workloads.js';
import { ControlDeskCounters } from './persistence/counter-source.js';
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
    ListDeskRecordsHandler,
    GetDeskRecordHandler,
    GetDeskSummaryHandler,
    GetDeskFiguresHandler,
    ListWorkloadsHandler,
    CreateDeskRecord,
    TransferWorkloadHandler,
    GetOpenWorkHandler,
    TransferOpenWork,
    PaperCapturers,
  ],
})
export class ControlDeskModule {}
