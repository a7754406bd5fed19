export { AcceptDeclaration } from './commands/accept-declaration.js';
export { AcceptRequestedOfficial } from './commands/accept-requested-official.js';
export { AddInstitutionalDomain } from './commands/add-institutional-domain.js';
export { AddRequestedOfficial } from './commands/add-requested-official.js';
export { BeginSecondFactor, type SecondFactorSecret } from './commands/begin-second-factor.js';
export { CloseAccount } from './commands/close-account.js';
export { CorrectOfficial } from './commands/correct-official.js';
export { CorrectRequestedOfficial } from './commands/correct-requested-official.js';
export { CreateFirstAdministrator, type FirstAdministrator } from './commands/create-first-administrator.js';
export { CreateOfficial } from './commands/create-official.js';
export { DiscardAccountRequest } from './commands/discard-account-request.js';
export { EnrolSecondFactor, type EnrolledSecondFactor } from './commands/enrol-second-factor.js';
export { IssueAccessLink } from './commands/issue-access-link.js';
export { PrepareAccountRequest } from './commands/prepare-account-request.js';
export { ProveSecondFactor, type SecondFactorResult } from './commands/prove-second-factor.js';
export { ReceiveAccountRequest } from './commands/receive-account-request.js';
export { RefuseDeclaration } from './commands/refuse-declaration.js';
export { RefuseRequestedOfficial } from './commands/refuse-requested-official.js';
export { RegisterAccountRequest } from './commands/register-account-request.js';
export { ReinstateOfficial } from './commands/reinstate-official.js';
export { RemoveInstitutionalDomain } from './commands/remove-institutional-domain.js';
export { RenewGrant } from './commands/renew-grant.js';
export { RenewRecoveryCodes, type RenewedRecoveryCodes } from './commands/renew-recovery-codes.js';
export { RequestPasswordReset } from './commands/request-password-reset.js';
export { ResendInvitation } from './commands/resend-invitation.js';
export { ResetSecondFactor } from './commands/reset-second-factor.js';
export { SetPassword } from './commands/set-password.js';
export { SetSecondFactorRule } from './commands/set-second-factor-rule.js';
export { SuspendOfficial } from './commands/suspend-official.js';
export { UploadDeclaration } from './commands/upload-declaration.js';
export { WithdrawRequestedOfficial } from './commands/withdraw-requested-official.js';
export type { OfficialStatus } from './domain/official-status.js';
export { ROLE_TABLE, ROLES, type Role } from './domain/roles.js';
export type { OfficialView } from './persistence/official-views.js';
export { GetAccountFigures } from './queries/get-account-figures.js';
export {
  GetAccountRequest,
  type AccountRequestView,
  type RequestedOfficialView,
} from './queries/get-account-request.js';
export { GetDeclaration, type DeclarationToSign } from './queries/get-declaration.js';
export {
  REQUIRED_ACTION_PAGES,
  GetOfficialSession,
  type RequiredAction,
  type OfficialSession,
} from './queries/get-official-session.js';
export { GetOwnSecondFactor, type OwnSecondFactor } from './queries/get-own-second-factor.js';
export { SignInRecords, type ProviderName, type SignInFlow } from './sign-in-records.js';
export { PortalSignIn, type IdentityWithEmail } from './portal-sign-in.js';
export { SignInTickets, identitySchema, type SignInIdentity } from './sign-in-tickets.js';
export { AccountsModule } from './accounts.module.js';
export { GetRequestOficio, type OficioToSign } from './queries/get-request-oficio.js';
export { GetSignedDeclaration, type SignedDeclaration } from './queries/get-signed-declaration.js';
export { IsAccessLinkOpen } from './queries/is-access-link-open.js';
export { IsActiveReviewer } from './queries/is-active-reviewer.js';
export {
  ListAccountRequests,
  REQUEST_STATUSES,
  type AccountRequestSummary,
  type RequestStatus,
} from './queries/list-account-requests.js';
export { GetContact, type OfficialContact } from './queries/get-contact.js';
export { ListContacts, type Contact } from './queries/list-contacts.js';
export { ListGrantChoices, type GrantChoice } from './queries/list-grant-choices.js';
export { ListInstitutionalDomains, type InstitutionalDomain } from './queries/list-institutional-domains.js';
export { OfficialLeft } from './events/official-left.js';
export { ListAccountsOfPerson } from './queries/list-accounts-of-person.js';
export { ListActiveReviewers } from './queries/list-active-reviewers.js';
export { ListReviewerNames } from './queries/list-reviewer-names.js';
export { EndedGrants } from './jobs/ended-grants.js';
export { GetOfficial, type OfficialWithHistory } from './queries/get-official.js';
export type { OfficialChange } from './persistence/official-history.js';
export { NameProcessChanges, type NamedProcessChange } from './queries/name-process-changes.js';
export { GetOfficialNames, type OfficialName } from './queries/get-official-names.js';
export { nameOfDecider } from './name-of-decider.js';
export { showWatermarked, ViewerWatermarks, type ViewedImage } from './viewer-watermarks.js';
export { ListOfficials } from './queries/list-officials.js';
export { ListSecondFactorRules, type SecondFactorRule } from './queries/list-second-factor-rules.js';
export { AccessLinkRequested } from './events/access-link-requested.js';
export { DeclarationAccepted } from './events/declaration-accepted.js';
export { DeclarationRefused } from './events/declaration-refused.js';
export { OfficialCorrected } from './events/official-corrected.js';
export { GetCorrectionNotice, type CorrectionNotice } from './queries/get-correction-notice.js';
export { PasswordChanged } from './events/password-changed.js';
export { SecondFactorReset } from './events/second-factor-reset.js';
export { GetDeclarationRefusal } from './queries/get-declaration-refusal.js';
