export { AssignWorkload, type AssignedWorkload } from './commands/assign-workload.js';
export { GiveVerdict } from './commands/give-verdict.js';
export type { DeskState } from './domain/desk-state.js';
export { VERDICTS, type Criteria, type Criterion, type Verdict } from './domain/verdict.js';
export type { DeskRecordView } from './persistence/desk-records.js';
export { GetDeskFigures, type DeskFigures } from './queries/get-desk-figures.js';
export { GetDeskRecord, type DeskRecordDetail, type PastVerdict } from './queries/get-desk-record.js';
export { ListDeskRecords } from './queries/list-desk-records.js';
export { ListWorkloads, type Workload } from './queries/list-workloads.js';
