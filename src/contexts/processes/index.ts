export { AddOffice } from "./commands/add-office.js";
export { CreateProcess } from "./commands/create-process.js";
export {
  RegisterOplPublicKey,
  type RegisteredPublicKey,
} from "./commands/register-opl-public-key.js";
export { SetCapturePeriod } from "./commands/set-capture-period.js";
export type { PublicKeyJwk } from "./domain/opl-public-key.js";
export type {
  OfficeKind,
  OfficeView,
  ProcessView,
} from "./persistence/process-records.js";
export { FindProcessByCode } from "./queries/find-process-by-code.js";
export { GetOffice } from "./queries/get-office.js";
export {
  GetPeriodOfOffice,
  type PeriodView,
} from "./queries/get-period-of-office.js";
export { GetProcess } from "./queries/get-process.js";
export { ListOffices } from "./queries/list-offices.js";
export { ListProcesses } from "./queries/list-processes.js";
