import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { OfficialSessions } from '../../admin/official-sessions.js';
import { AccountSessions } from './admin/account-sessions.js';
import { OfficialPasswords } from './admin/official-passwords.js';
import { DeclarationController } from './admin/declaration.controller.js';
import { PasswordController } from './admin/password.controller.js';
import { SecondFactorController } from './admin/second-factor.controller.js';
import { SignInController } from './admin/sign-in.controller.js';
import { AcceptDeclarationHandler } from './commands/accept-declaration.js';
import { AcceptRequestedOfficialHandler } from './commands/accept-requested-official.js';
import { AddInstitutionalDomainHandler } from './commands/add-institutional-domain.js';
import { AddRequestedOfficialHandler } from './commands/add-requested-official.js';
import { NameProcessChangesHandler } from './queries/name-process-changes.js';
import { BeginSecondFactorHandler } from './commands/begin-second-factor.js';
import { BeginSignInHandler } from './commands/begin-sign-in.js';
import { CloseAccountHandler } from './commands/close-account.js';
import { CorrectOfficialHandler } from './commands/correct-official.js';
import { CorrectRequestedOfficialHandler } from './commands/correct-requested-official.js';
import { CreateFirstAdministratorHandler } from './commands/create-first-administrator.js';
import { CreateOfficialHandler } from './commands/create-official.js';
import { DiscardAccountRequestHandler } from './commands/discard-account-request.js';
import { EnrolSecondFactorHandler } from './commands/enrol-second-factor.js';
import { IssueAccessLinkHandler } from './commands/issue-access-link.js';
import { PrepareAccountRequestHandler } from './commands/prepare-account-request.js';
import { ProveSecondFactorHandler } from './commands/prove-second-factor.js';
import { ReceiveAccountRequestHandler } from './commands/receive-account-request.js';
import { RefuseDeclarationHandler } from './commands/refuse-declaration.js';
import { RefuseRequestedOfficialHandler } from './commands/refuse-requested-official.js';
import { RegisterAccountRequestHandler } from './commands/register-account-request.js';
import { ReinstateOfficialHandler } from './commands/reinstate-official.js';
import { RemoveInstitutionalDomainHandler } from './commands/remove-institutional-domain.js';
import { RenewGrantHandler } from './commands/renew-grant.js';
import { RenewRecoveryCodesHandler } from './commands/renew-recovery-codes.js';
import { RequestPasswordResetHandler } from './commands/request-password-reset.js';
import { ResendInvitationHandler } from './commands/resend-invitation.js';
import { ResetSecondFactorHandler } from './commands/reset-second-factor.js';
import { SetPasswordHandler } from './commands/set-password.js';
import { SetSecondFactorRuleHandler } from './commands/set-second-factor-rule.js';
import { SignInOfficialHandler } from './commands/sign-in-official.js';
import { SuspendOfficialHandler } from './commands/suspend-official.js';
import { UploadDeclarationHandler } from './commands/upload-declaration.js';
import { WithdrawRequestedOfficialHandler } from './commands/withdraw-requested-official.js';
import { RecordEndedGrantsHandler } from './commands/record-ended-grants.js';
import { EndedGrants } from './jobs/ended-grants.js';
import { OldAttempts } from './jobs/old-attempts.js';
import { KnownBrowsers } from './known-browsers.js';
import { PasswordQueue } from './password-queue.js';
import { CheckAccountAddressHandler } from './queries/check-account-address.js';
import { CheckNewPasswordHandler } from './queries/check-new-password.js';
import { ListAccountsOfPersonHandler } from './queries/list-accounts-of-person.js';
import { ListActiveReviewersHandler } from './queries/list-active-reviewers.js';
import { ListReviewerNamesHandler } from './queries/list-reviewer-names.js';
import { GrantLimits } from './persistence/grant-limits.js';
import { NewOfficials } from './persistence/new-official.js';
import { AccountRows } from './persistence/protected-rows.js';
import { RequestedPeople } from './persistence/requested-people.js';
import { FindOfficialsHandler } from './queries/find-officials.js';
import { GetOfficialHandler } from './queries/get-official.js';
import { GetOfficialNamesHandler } from './queries/get-official-names.js';
import { GetAccountRequestHandler } from './queries/get-account-request.js';
import { GetDeclarationHandler } from './queries/get-declaration.js';
import { GetAccountFiguresHandler } from './queries/get-account-figures.js';
import { GetOfficialSessionHandler } from './queries/get-official-session.js';
import { GetOwnSecondFactorHandler } from './queries/get-own-second-factor.js';
import { GetRequestOficioHandler } from './queries/get-request-oficio.js';
import { GetSignedDeclarationHandler } from './queries/get-signed-declaration.js';
import { IsAccessLinkOpenHandler } from './queries/is-access-link-open.js';
import { IsActiveReviewerHandler } from './queries/is-active-reviewer.js';
import { ListAccountRequestsHandler } from './queries/list-account-requests.js';
import { GetContactHandler } from './queries/get-contact.js';
import { GetCorrectionNoticeHandler } from './queries/get-correction-notice.js';
import { GetDeclarationRefusalHandler } from './queries/get-declaration-refusal.js';
import { ListContactsHandler } from './queries/list-contacts.js';
import { ListGrantChoicesHandler } from './queries/list-grant-choices.js';
import { ListInstitutionalDomainsHandler } from './queries/list-institutional-domains.js';
import { ListOfficialsHandler } from './queries/list-officials.js';
import { ListSecondFactorRulesHandler } from './queries/list-second-factor-rules.js';
import { AccountsBlobs } from './persistence/blob-owner.js';
import { SecondFactorAnchors } from './second-factor-anchors.js';
import { SignInRecords } from './sign-in-records.js';
import { SignInTickets } from './sign-in-tickets.js';

/** Officials of DERFE and the OPLs: accounts, sign-in, Declaratoria de Confidencialidad (§4). */
@Module({
  imports: [CqrsModule],
  controllers: [SignInController, PasswordController, DeclarationController, SecondFactorController],
  providers: [
    { provide: OfficialSessions, useClass: AccountSessions },
    AccountsBlobs,
    AccountRows,
    SecondFactorAnchors,
    GrantLimits,
    NewOfficials,
    RequestedPeople,
    CreateOfficialHandler,
    CreateFirstAdministratorHandler,
    IssueAccessLinkHandler,
    BeginSignInHandler,
    NameProcessChangesHandler,
    SignInOfficialHandler,
    CheckAccountAddressHandler,
    CheckNewPasswordHandler,
    RequestPasswordResetHandler,
    SetPasswordHandler,
    UploadDeclarationHandler,
    AcceptDeclarationHandler,
    SuspendOfficialHandler,
    ReinstateOfficialHandler,
    CloseAccountHandler,
    GetOfficialSessionHandler,
    GetContactHandler,
    GetCorrectionNoticeHandler,
    GetDeclarationRefusalHandler,
    ListContactsHandler,
    ListOfficialsHandler,
    FindOfficialsHandler,
    GetAccountFiguresHandler,
    GetOfficialHandler,
    GetOfficialNamesHandler,
    GetDeclarationHandler,
    GetSignedDeclarationHandler,
    IsAccessLinkOpenHandler,
    IsActiveReviewerHandler,
    AcceptRequestedOfficialHandler,
    AddInstitutionalDomainHandler,
    AddRequestedOfficialHandler,
    CorrectOfficialHandler,
    CorrectRequestedOfficialHandler,
    DiscardAccountRequestHandler,
    PrepareAccountRequestHandler,
    ReceiveAccountRequestHandler,
    RefuseRequestedOfficialHandler,
    RegisterAccountRequestHandler,
    RemoveInstitutionalDomainHandler,
    RenewGrantHandler,
    WithdrawRequestedOfficialHandler,
    GetAccountRequestHandler,
    GetRequestOficioHandler,
    ListGrantChoicesHandler,
    ListAccountRequestsHandler,
    ListInstitutionalDomainsHandler,
    BeginSecondFactorHandler,
    EnrolSecondFactorHandler,
    ProveSecondFactorHandler,
    RenewRecoveryCodesHandler,
    RefuseDeclarationHandler,
    ResendInvitationHandler,
    ResetSecondFactorHandler,
    SetSecondFactorRuleHandler,
    GetOwnSecondFactorHandler,
    ListSecondFactorRulesHandler,
    RecordEndedGrantsHandler,
    ListActiveReviewersHandler,
    ListReviewerNamesHandler,
    ListAccountsOfPersonHandler,
    EndedGrants,
    OldAttempts,
    KnownBrowsers,
    OfficialPasswords,
    PasswordQueue,
    SignInRecords,
    SignInTickets,
  ],
  exports: [SignInRecords, SignInTickets],
})
export class AccountsModule {}
