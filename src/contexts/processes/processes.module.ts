import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AddOfficeHandler } from './commands/add-office.js';
import { CorrectOfficeHandler } from './commands/correct-office.js';
import { CorrectProcessHandler } from './commands/correct-process.js';
import { CreateProcessHandler } from './commands/create-process.js';
import { LoadTerritoryHandler } from './commands/load-territory.js';
import { RecordClosingHandler } from './commands/record-closing.js';
import { RemoveOfficeHandler } from './commands/remove-office.js';
import { SetOfficeTerritoryHandler } from './commands/set-office-territory.js';
import { RemindOfDateHandler } from './commands/remind-of-date.js';
import { CaptureKeysStatus } from './capture-keys-status.js';
import { GovernedCommands } from './governed-commands.js';
import { ProveOplPublicKeyHandler } from './commands/prove-opl-public-key.js';
import { RegisterOplPublicKeyHandler } from './commands/register-opl-public-key.js';
import { SetOfficeKindHandler } from './commands/set-office-kind.js';
import { GetOfficeKindHandler } from './queries/get-office-kind.js';
import { ListOfficeKindsHandler } from './queries/list-office-kinds.js';
import { SetOfficeRuleHandler } from './commands/set-office-rule.js';
import { SetAssistedCaptureHandler } from './commands/set-assisted-capture.js';
import { SetCapturePeriodHandler } from './commands/set-capture-period.js';
import { WaiveOplKeyHandler } from './commands/waive-opl-key.js';
import { KeyPackages } from './jobs/key-packages.js';
import { DueDateReminders } from './jobs/due-date-reminders.js';
import { GetOfficeRuleHandler } from './queries/get-office-rule.js';
import { GetRuleChoicesHandler } from './queries/get-rule-choices.js';
import { FindProcessByCodeHandler } from './queries/find-process-by-code.js';
import { ListProcessesHandler } from './queries/list-processes.js';
import { GetOfficeNamesHandler } from './queries/get-office-names.js';
import { FindSeccionHandler } from './queries/find-seccion.js';
import { GetSetupProgressHandler } from './queries/get-setup-progress.js';
import { GetAssistedCaptureHandler } from './queries/get-assisted-capture.js';
import { GetCalendarHandler } from './queries/get-calendar.js';
import { GetLastGraceHandler } from './queries/get-last-grace.js';
import { GetLegalDateHandler } from './queries/get-legal-date.js';
import { GetOfficeHandler } from './queries/get-office.js';
import { GetPeriodOfOfficeHandler } from './queries/get-period-of-office.js';
import { GetProcessHandler } from './queries/get-process.js';
import { GetTerritoryRowsHandler } from './queries/get-territory-rows.js';
import { GetTerritoryCatalogueHandler } from './queries/get-territory-catalogue.js';
import { ListDueDatesHandler } from './queries/list-due-dates.js';
import { ListKeyDeadlinesHandler } from './queries/list-key-deadlines.js';
import { ListMunicipalitiesHandler } from './queries/list-municipalities.js';
import { ListOfficeChoicesHandler } from './queries/list-office-choices.js';
import { ListTerritoryCataloguesHandler } from './queries/list-territory-catalogues.js';
import { ListOfficesHandler } from './queries/list-offices.js';
import { ListFormerNamesHandler } from './queries/list-former-names.js';
import { ListProcessChangesHandler } from './queries/list-process-changes.js';
import { ListPeriodsHandler } from './queries/list-periods.js';
import { ListAllProcessesHandler } from './queries/list-all-processes.js';
import { ListPublicKeysHandler } from './queries/list-public-keys.js';
import { OplKeyAnchors } from './opl-key-anchors.js';
import { ProcessRows } from './persistence/protected-rows.js';

/** Electoral processes, offices and capture periods (§5.A), and the OPL's public key (§13.1). */
@Module({
  imports: [CqrsModule],
  providers: [
    ProcessRows,
    GovernedCommands,
    CaptureKeysStatus,
    GetLastGraceHandler,
    CreateProcessHandler,
    AddOfficeHandler,
    CorrectOfficeHandler,
    CorrectProcessHandler,
    RemoveOfficeHandler,
    SetCapturePeriodHandler,
    RegisterOplPublicKeyHandler,
    ProveOplPublicKeyHandler,
    WaiveOplKeyHandler,
    GetProcessHandler,
    FindProcessByCodeHandler,
    ListAllProcessesHandler,
    ListProcessesHandler,
    GetOfficeNamesHandler,
    GetOfficeHandler,
    ListOfficesHandler,
    GetPeriodOfOfficeHandler,
    ListFormerNamesHandler,
    ListPeriodsHandler,
    ListProcessChangesHandler,
    ListPublicKeysHandler,
    LoadTerritoryHandler,
    GetTerritoryCatalogueHandler,
    GetTerritoryRowsHandler,
    ListMunicipalitiesHandler,
    SetOfficeTerritoryHandler,
    RecordClosingHandler,
    RemindOfDateHandler,
    ListTerritoryCataloguesHandler,
    SetOfficeRuleHandler,
    SetOfficeKindHandler,
    GetOfficeKindHandler,
    ListOfficeKindsHandler,
    GetOfficeRuleHandler,
    GetRuleChoicesHandler,
    SetAssistedCaptureHandler,
    GetAssistedCaptureHandler,
    GetCalendarHandler,
    ListDueDatesHandler,
    ListKeyDeadlinesHandler,
    GetSetupProgressHandler,
    DueDateReminders,
    KeyPackages,
    GetLegalDateHandler,
    ListOfficeChoicesHandler,
    FindSeccionHandler,
    OplKeyAnchors,
  ],
  exports: [OplKeyAnchors],
})
export class ProcessesModule {}
