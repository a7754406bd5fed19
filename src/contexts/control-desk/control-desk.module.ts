import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AssignWorkloadHandler } from './commands/assign-workload.js';
import { GiveVerdictHandler } from './commands/give-verdict.js';
import { PutOnDesk } from './jobs/put-on-desk.js';
import { GetDeskFiguresHandler } from './queries/get-desk-figures.js';
import { GetDeskRecordHandler } from './queries/get-desk-record.js';
import { ListDeskRecordsHandler } from './queries/list-desk-records.js';

/** Review and clarification of every support received (§11). */
@Module({
  imports: [CqrsModule],
  providers: [
    AssignWorkloadHandler,
    GiveVerdictHandler,
    ListDeskRecordsHandler,
    GetDeskRecordHandler,
    GetDeskFiguresHandler,
    PutOnDesk,
  ],
})
export class ControlDeskModule {}
