/** Public API of verification; other contexts import nothing else. */
export { ApplyRollAnswers } from './commands/apply-roll-answers.js';
export { ExportRollQuestions } from './commands/export-roll-questions.js';
export { ApplyDeskVerdict } from './commands/apply-desk-verdict.js';
export { DesignateClosingCut } from './commands/designate-closing-cut.js';
export { DeclareUnprocessable, type UnprocessableDeclaration } from './commands/declare-unprocessable.js';
export { VerifyAgain, type VerifyAgainResult as VerifiedAgain } from './commands/verify-again.js';
export { VerifyAllAgain } from './commands/verify-all-again.js';
export { WrapEvidenceKeys, type WrappedKeys } from './commands/wrap-evidence-keys.js';
export { expectedParts, type AssistedFault } from './domain/assisted-capture.js';
export { captureNotes } from './domain/capture-notes.js';
export * from './domain/desk-verdict.js';
export { DUPLICATE_RULES, type DuplicateRule } from './domain/duplicates.js';
export {
  REPORTED_CLASSES,
  REPORTED_CLASS_LABELS,
  REPORTED_CLASS_TONES,
  type ReportedClass,
  type StateTone,
} from './domain/reported-class.js';
export { CitizenAddressGiven } from './events/citizen-address-given.js';
export { REVIEW_CONSUMER, ReviewDecided } from './events/review-decided.js';
export { SupportVerified } from './events/support-verified.js';
export { StartPendingMatches } from './jobs/start-pending-matches.js';
export { CountPendingMatches } from './queries/count-pending-matches.js';
export { CountPendingReviews } from './queries/count-pending-reviews.js';
export { CountPendingWithdrawals } from './queries/count-pending-withdrawals.js';
export { CountByClass, type ClassCount } from './queries/count-by-class.js';
export { GetCitizenContact, type CitizenContact } from './queries/get-citizen-contact.js';
export { GetEvidence, type Evidence } from './queries/get-evidence.js';
export { GetReviewFacts, type ReviewFacts } from './queries/get-review-facts.js';
export { GetSignals, type SignalView } from './queries/get-signals.js';
export { type SignalKind } from './domain/signal.js';
export { GetSupport, type ClassChange, type SupportView } from './queries/get-support.js';
export { GetSupportFigures, type SupportFigures } from './queries/get-support-figures.js';
export { CountQuarantined } from './queries/count-quarantined.js';
export { ListQuarantined, type QuarantinedSupport } from './queries/list-quarantined.js';
export { ListUnprocessable } from './queries/list-unprocessable.js';
export { ListVerifiedSupports } from './queries/list-verified-supports.js';
export { ListMaskedSupports, type MaskedSupport } from './queries/list-masked-supports.js';
export { ListSupports, type SupportRow } from './queries/list-supports.js';
export { importAnswers } from './import-answers.js';
export { EVIDENCE_PARTS, type EvidencePart } from './unseal/support-opener.js';
export { SUPPORT_TABLE } from './persistence/protected-rows.js';
