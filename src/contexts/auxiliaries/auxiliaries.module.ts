import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AccountsModule } from '../accounts/index.js';
import { AuxiliaryCorrection } from './auxiliary-correction.js';
import { AuxiliaryRegister } from './auxiliary-register.js';
import { AcceptAspirantDutiesHandler } from './commands/accept-aspirant-duties.js';
import { AcceptAuxiliaryDutiesHandler } from './commands/accept-auxiliary-duties.js';
import { RequestAccountConfirmationHandler } from './commands/request-account-confirmation.js';
import { BindSignInHandler } from './commands/bind-sign-in.js';
import { ConfirmAccountHandler } from './commands/confirm-account.js';
import { CorrectAuxiliaryHandler } from './commands/correct-auxiliary.js';
import { CorrectEmailHandler } from './commands/correct-email.js';
import { DischargeAuxiliaryHandler } from './commands/discharge-auxiliary.js';
import { TransferPapersHandler } from './commands/transfer-papers.js';
import { IssueAccountConfirmationHandler } from './commands/issue-account-confirmation.js';
import { IssueLoadTicketsHandler } from './commands/issue-load-tickets.js';
import { RegisterAuxiliaryHandler } from './commands/register-auxiliary.js';
import { SetOtherAspirantRuleHandler } from './commands/set-other-aspirant-rule.js';
import { SetPadronLimitsHandler } from './commands/set-padron-limits.js';
import { RequestCustodyHandler } from './commands/request-custody.js';
import { DecideImportHandler } from './commands/decide-import.js';
import { ImportAuxiliariesHandler } from './commands/import-auxiliaries.js';
import { ResendRegistrationHandler } from './commands/resend-registration.js';
import { UploadPaperHandler } from './commands/upload-paper.js';
import { WithdrawPaperHandler } from './commands/withdraw-paper.js';
import { AnnounceWithdrawal } from './jobs/announce-withdrawal.js';
import { CheckImport } from './jobs/import-check.js';
import { ImportCompletion } from './import-completion.js';
import { ImportStaging } from './import-staging.js';
import { IndexNames } from './jobs/index-names.js';
import { RegisterImport } from './jobs/import-register.js';
import { RecomputeAuxiliaryMailboxes } from './jobs/recompute-mailboxes.js';
import { RecordMailBounce } from './jobs/record-mail-bounce.js';
import { PadronCheck, RollPadronCheck } from './padron-check.js';
import { AccountConfirmationPages } from './portal/account-confirmation.controller.js';
import { AuxiliaryCorrectionPages } from './portal/auxiliary-correction.controller.js';
import { AuxiliaryMailPages } from './portal/auxiliary-mail.controller.js';
import { AuxiliaryListPages } from './portal/auxiliary-list.controller.js';
import { AuxiliariesPages } from './portal/auxiliaries-pages.controller.js';
import { CustodyPages } from './portal/custody-pages.controller.js';
import { DutiesPages } from './portal/duties-pages.controller.js';
import { PapersPages } from './portal/papers-pages.controller.js';
import { GetAspirantDutiesHandler } from './queries/get-aspirant-duties.js';
import { ImportPages } from './portal/import-pages.controller.js';
import { GetDeviceHolderHandler } from './queries/get-device-holder.js';
import { RecordDeviceHandler } from './commands/record-device.js';
import { GetAuxiliaryHandler } from './queries/get-auxiliary.js';
import { GetAuxiliaryCorrectionsHandler } from './queries/get-auxiliary-corrections.js';
import { GetAuxiliaryDataHandler } from './queries/get-auxiliary-data.js';
import { GetAuxiliaryFiguresHandler } from './queries/get-auxiliary-figures.js';
import { FindAuxiliariesHandler } from './queries/find-auxiliaries.js';
import { ListMaskedAuxiliariesHandler } from './queries/list-masked-auxiliaries.js';
import { GetAuxiliaryContactHandler } from './queries/get-auxiliary-contact.js';
import { GetCustodyPapersHandler } from './queries/get-custody-papers.js';
import { GetCustodyActHandler } from './queries/get-custody-act.js';
import { IdentifyAuxiliaryHandler } from './queries/identify-auxiliary.js';
import { CountAuxiliariesHandler } from './queries/count-auxiliaries.js';
import { IsNamedAsAuxiliaryHandler } from './queries/is-named-as-auxiliary.js';
import { GetAuxiliaryNamesHandler } from './queries/get-auxiliary-names.js';
import { GetImportAnswerHandler } from './queries/get-import-answer.js';
import { GetImportResultHandler } from './queries/get-import-result.js';
import { GetImportHandler } from './queries/get-import.js';
import { GetOtherAspirantRuleHandler } from './queries/get-other-aspirant-rule.js';
import { ListPadronLimitsHandler } from './queries/list-padron-limits.js';
import { GetPaperHandler } from './queries/get-paper.js';
import { GetResponsivaHandler } from './queries/get-responsiva.js';
import { ListCustodyRequestsHandler } from './queries/list-custody-requests.js';
import { ListImportFindingsHandler } from './queries/list-import-findings.js';
import { ListSharedAuxiliaryMailboxesHandler } from './queries/list-shared-mailboxes.js';
import { ListImportsHandler } from './queries/list-imports.js';
import { ListAuxiliariesOfAspirantHandler } from './queries/list-auxiliaries-of-aspirant.js';
import { GetAuxiliaryRecordHandler } from './queries/get-auxiliary-record.js';
import { RevealAuxiliaryHandler } from './queries/reveal-auxiliary.js';
import { AuxiliariesBlobs } from './persistence/blob-owner.js';
import { AuxiliariesCounters } from './persistence/counter-source.js';

/** Registration and discharge of auxiliaries (§6.4–6.9). */
@Module({
  imports: [CqrsModule, AccountsModule],
  controllers: [
    ImportPages,
    AuxiliaryListPages,
    AuxiliariesPages,
    AuxiliaryMailPages,
    AuxiliaryCorrectionPages,
    DutiesPages,
    PapersPages,
    CustodyPages,
    AccountConfirmationPages,
  ],
  providers: [
    AuxiliariesBlobs,
    AuxiliariesCounters,
    RegisterAuxiliaryHandler,
    AcceptAuxiliaryDutiesHandler,
    RequestAccountConfirmationHandler,
    BindSignInHandler,
    RecordDeviceHandler,
    GetDeviceHolderHandler,
    AcceptAspirantDutiesHandler,
    GetAspirantDutiesHandler,
    GetAuxiliaryRecordHandler,
    RevealAuxiliaryHandler,
    TransferPapersHandler,
    IssueAccountConfirmationHandler,
    IssueLoadTicketsHandler,
    RequestCustodyHandler,
    UploadPaperHandler,
    WithdrawPaperHandler,
    GetCustodyActHandler,
    GetCustodyPapersHandler,
    GetPaperHandler,
    GetResponsivaHandler,
    ListCustodyRequestsHandler,
    ConfirmAccountHandler,
    AuxiliaryCorrection,
    CorrectAuxiliaryHandler,
    CorrectEmailHandler,
    GetAuxiliaryCorrectionsHandler,
    GetAuxiliaryDataHandler,
    ResendRegistrationHandler,
    DischargeAuxiliaryHandler,
    SetOtherAspirantRuleHandler,
    SetPadronLimitsHandler,
    GetOtherAspirantRuleHandler,
    ListPadronLimitsHandler,
    ListAuxiliariesOfAspirantHandler,
    CountAuxiliariesHandler,
    GetAuxiliaryNamesHandler,
    IsNamedAsAuxiliaryHandler,
    ListMaskedAuxiliariesHandler,
    FindAuxiliariesHandler,
    GetAuxiliaryFiguresHandler,
    IdentifyAuxiliaryHandler,
    GetAuxiliaryHandler,
    GetAuxiliaryContactHandler,
    RecomputeAuxiliaryMailboxes,
    RecordMailBounce,
    AnnounceWithdrawal,
    AuxiliaryRegister,
    ImportAuxiliariesHandler,
    DecideImportHandler,
    GetImportHandler,
    GetImportAnswerHandler,
    GetImportResultHandler,
    ListImportsHandler,
    ListSharedAuxiliaryMailboxesHandler,
    ListImportFindingsHandler,
    ImportStaging,
    CheckImport,
    RegisterImport,
    IndexNames,
    ImportCompletion,
    { provide: PadronCheck, useClass: RollPadronCheck },
  ],
})
export class AuxiliariesModule {}
