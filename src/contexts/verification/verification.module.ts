import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ApplyRollAnswersHandler } from './commands/apply-roll-answers.js';
import { ExportRollQuestionsHandler } from './commands/export-roll-questions.js';
import { ApplyDeskVerdictHandler } from './commands/apply-desk-verdict.js';
import { MatchSupportsHandler } from './commands/match-supports.js';
import { DesignateClosingCutHandler } from './commands/designate-closing-cut.js';
import { DeclareUnprocessableHandler } from './commands/declare-unprocessable.js';
import { VerifyAgainHandler } from './commands/verify-again.js';
import { VerifyAllAgainHandler } from './commands/verify-all-again.js';
import { WrapEvidenceKeysHandler } from './commands/wrap-evidence-keys.js';
import { ApplyDecidedReview } from './jobs/apply-decided-review.js';
import { MatchPendingSupports } from './jobs/match-pending-supports.js';
import { FindSignals } from './jobs/find-signals.js';
import { RecordWithdrawal } from './jobs/record-withdrawal.js';
import { VerifyQuarantined } from './jobs/verify-quarantined.js';
import { VerifySupport } from './jobs/verify-support.js';
import { StartPendingMatches } from './jobs/start-pending-matches.js';
import { WithdrawSupports } from './jobs/withdraw-supports.js';
import { CountPendingMatchesHandler } from './queries/count-pending-matches.js';
import { CountPendingReviewsHandler } from './queries/count-pending-reviews.js';
import { CountPendingWithdrawalsHandler } from './queries/count-pending-withdrawals.js';
import { CountByClassHandler } from './queries/count-by-class.js';
import { GetEvidenceHandler } from './queries/get-evidence.js';
import { GetReviewFactsHandler } from './queries/get-review-facts.js';
import { GetSignalsHandler } from './queries/get-signals.js';
import { GetSupportHandler } from './queries/get-support.js';
import { GetCitizenContactHandler } from './queries/get-citizen-contact.js';
import { GetSupportFiguresHandler } from './queries/get-support-figures.js';
import { CountQuarantinedHandler } from './queries/count-quarantined.js';
import { ListQuarantinedHandler } from './queries/list-quarantined.js';
import { ListMaskedSupportsHandler } from './queries/list-masked-supports.js';
import { ListSupportsHandler } from './queries/list-supports.js';
import { ListVerifiedSupportsHandler } from './queries/list-verified-supports.js';
import { ListUnprocessableHandler } from './queries/list-unprocessable.js';
import { SupportPages } from './portal/supports.controller.js';
import { ContainerOpener } from './unseal/container-opener.js';
import { EvidenceReader } from './unseal/evidence-reader.js';
import { ProvenKeys } from './unseal/proven-keys.js';
import { SupportOpener } from './unseal/support-opener.js';
import { ElectoralRollModule } from '../electoral-roll/index.js';
import { AnnounceVerified } from './steps/announce-verified.js';
import { ExamineSupports } from './steps/examine-supports.js';
import { LoadOpenedSupports } from './steps/load-opened-supports.js';
import { MatchRoll } from './steps/match-roll.js';
import { QuarantineSupport } from './steps/quarantine-support.js';
import { RecordRollAnswers } from './steps/record-roll-answers.js';
import { StoreOpenedSupports } from './steps/store-opened-supports.js';
import { QuarantineStatus } from './quarantine-status.js';
import { VerificationSteps } from './verification-steps.js';
import { VerificationBlobs } from './persistence/blob-owner.js';
import { VerificationCounters } from './persistence/counter-source.js';
import { VerificationRows } from './persistence/protected-rows.js';

/** Opens supports, matches the roll, finds duplicates and notifies the citizen (§10.3–10.4, §13.2 C). */
@Module({
  imports: [CqrsModule, ElectoralRollModule],
  controllers: [SupportPages],
  providers: [
    VerificationRows,
    AnnounceVerified,
    ExamineSupports,
    LoadOpenedSupports,
    MatchRoll,
    QuarantineStatus,
    QuarantineSupport,
    RecordRollAnswers,
    StoreOpenedSupports,
    VerificationBlobs,
    VerificationCounters,
    VerificationSteps,
    VerifyQuarantined,
    VerifySupport,
    FindSignals,
    MatchPendingSupports,
    ApplyDecidedReview,
    RecordWithdrawal,
    StartPendingMatches,
    WithdrawSupports,
    ApplyDeskVerdictHandler,
    DeclareUnprocessableHandler,
    VerifyAgainHandler,
    VerifyAllAgainHandler,
    MatchSupportsHandler,
    ExportRollQuestionsHandler,
    ApplyRollAnswersHandler,
    DesignateClosingCutHandler,
    ListMaskedSupportsHandler,
    ListSupportsHandler,
    ListUnprocessableHandler,
    GetSupportHandler,
    GetCitizenContactHandler,
    GetSupportFiguresHandler,
    GetReviewFactsHandler,
    GetSignalsHandler,
    GetEvidenceHandler,
    CountByClassHandler,
    CountPendingMatchesHandler,
    CountPendingReviewsHandler,
    CountPendingWithdrawalsHandler,
    ListQuarantinedHandler,
    CountQuarantinedHandler,
    EvidenceReader,
    ProvenKeys,
    ListVerifiedSupportsHandler,
    WrapEvidenceKeysHandler,
    { provide: SupportOpener, useClass: ContainerOpener },
  ],
})
export class VerificationModule {}
