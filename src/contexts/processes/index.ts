export { ProcessesModule } from './processes.module.js';
export { lockClosingExclusive, openProcesses, requireOpenProcess } from './closing-guard.js';
export { OplKeyAnchors } from './opl-key-anchors.js';
export { lockOfficesShared } from './office-guard.js';
export { CaptureKeys, type CaptureKeyFault } from './capture-keys.js';
export { RegisteredAspirants } from './registered-aspirants.js';
export { AddOffice } from './commands/add-office.js';
export { CorrectOffice } from './commands/correct-office.js';
export { CorrectProcess } from './commands/correct-process.js';
export { CreateProcess } from './commands/create-process.js';
export { LoadTerritory, type LoadedTerritory } from './commands/load-territory.js';
export { RecordClosing } from './commands/record-closing.js';
export { RemoveOffice } from './commands/remove-office.js';
export { SetOfficeTerritory } from './commands/set-office-territory.js';
export { ProveOplPublicKey } from './commands/prove-opl-public-key.js';
export { RegisterOplPublicKey, type RegisteredPublicKey } from './commands/register-opl-public-key.js';
export { SetAssistedCapture } from './commands/set-assisted-capture.js';
export { SetCapturePeriod } from './commands/set-capture-period.js';
export { SetOfficeKind } from './commands/set-office-kind.js';
export { GetOfficeKind } from './queries/get-office-kind.js';
export { ListOfficeKinds } from './queries/list-office-kinds.js';
export { WaiveOplKey } from './commands/waive-opl-key.js';
export { SetOfficeRule } from './commands/set-office-rule.js';
export {
  LEASE_HOURS,
  versionsInEffectAt,
  SUGGESTED_REASONS,
  type AssistedCaptureVersion,
} from './domain/assisted-capture.js';
export { LegalDateApproached } from './events/legal-date-approached.js';
export { DueDateReminders } from './jobs/due-date-reminders.js';
export type { OfficeRuleVersion } from './persistence/rule-records.js';
export { thresholdOf, type NominalCounts, type Threshold, type ThresholdRule } from './domain/threshold-rule.js';
export type { PublicKeyJwk } from './domain/opl-public-key.js';
export {
  periodOfOffice,
  PUBLISHED_PERIODS,
  type OfficeView,
  type PeriodsOfOffice,
  type ProcessView,
} from './persistence/process-records.js';
export { territoryLines, type SectionRow } from './domain/territory-file.js';
export type { TerritoryCatalogue } from './persistence/territory-records.js';
export { FindProcessByCode } from './queries/find-process-by-code.js';
export { FindSeccion, type SeccionTerritory } from './queries/find-seccion.js';
export { GetSetupProgress, type SetupProgress } from './queries/get-setup-progress.js';
export { GetAssistedCapture } from './queries/get-assisted-capture.js';
export { GetCalendar, type CalendarEntry } from './queries/get-calendar.js';
export { GetLastGrace } from './queries/get-last-grace.js';
export { GetLegalDate, type LegalDate } from './queries/get-legal-date.js';
export { GetOffice } from './queries/get-office.js';
export { GetOfficeRule } from './queries/get-office-rule.js';
export { GetRuleChoices, type RuleChoices } from './queries/get-rule-choices.js';
export {
  hasCaptureEnded,
  findPeriodOfOffice,
  GetPeriodOfOffice,
  type PeriodView,
} from './queries/get-period-of-office.js';
export { electionYearOf } from './domain/process-code.js';
export { GetProcess } from './queries/get-process.js';
export { GetTerritoryRows } from './queries/get-territory-rows.js';
export { GetTerritoryCatalogue } from './queries/get-territory-catalogue.js';
export { ListAllProcesses } from './queries/list-all-processes.js';
export { ListDueDates, type DueLegalDate } from './queries/list-due-dates.js';
export { ListKeyDeadlines, type KeyDeadline } from './queries/list-key-deadlines.js';
export { ListMunicipalities, type Municipality } from './queries/list-municipalities.js';
export { ListOfficeChoices, type OfficeChoice } from './queries/list-office-choices.js';
export { ListOffices } from './queries/list-offices.js';
export { ListFormerNames, type FormerName } from './queries/list-former-names.js';
export { ListProcessChanges, type ProcessChange } from './queries/list-process-changes.js';
export { ListPeriods, type PeriodVersion } from './queries/list-periods.js';
export { ListTerritoryCatalogues } from './queries/list-territory-catalogues.js';
export { GetOfficeNames, type OfficeName } from './queries/get-office-names.js';
export { ListProcesses } from './queries/list-processes.js';
export { ListPublicKeys, type RegisteredKey } from './queries/list-public-keys.js';
