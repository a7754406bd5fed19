import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ApplyRollAnswersHandler } from './commands/apply-roll-answers.js';
import { ExportRollQuestionsHandler } from './commands/export-roll-questions.js';
import { ApplyDeskVerdictHandler } from './commands/apply-desk-verdict.js';
import { AnswerSupportsHandler } from './commands/answer-supports.js';
import { NameClosingCutHandler } from './commands/name-closing-cut.js';
import { VerifyAgainHandler } from './commands/verify-again.js';
import { ApplyDecidedReview } from './jobs/apply-decided-review.js';
import { AnswerWaiting } from './jobs/answer-waiting.js';
import { FindSignals } from './jobs/find-signals.js';
import { NoteWithdrawal } from './jobs/note-withdrawal.js';
import { VerifySupport } from './jobs/verify-support.js';
import { StartAnswering } from './jobs/start-answering.js';
import { WithdrawSupports } from './jobs/withdraw-supports.js';
import { CountAnswersDueHandler } from './queries/count-answers-due.js';
import { CountByClassHandler } from './queries/count-by-class.js';
import { GetEvidenceHandler } from './queries/get-evidence.js';
import { GetReviewFactsHandler } from './queries/get-review-facts.js';
import { GetSignalsHandler } from './queries/get-signals.js';
import { GetSupportHandler } from './queries/get-support.js';
import { GetCitizenContactHandler } from './queries/get-citizen-contact.js';
import { GetSupportFiguresHandler } from './queries/get-support-figures.js';
import { CountQuarantinedHandler } from './queries/count-quarantined.js';
import { ListQuarantinedHandler } from './queries/list-quarantined.js';
import { ListSupportsHandler } from './queries/list-supports.js';
import { SupportPages } from './portal/supports.controller.js';
import { ContainerOpener } from './unseal/container-opener.js';
import { SupportOpener } from './unseal/support-opener.js';
import { ElectoralRollModule } from '../electoral-roll/index.js';
import { AnnounceVerified } from './steps/announce-verified.js';
import { ExamineSupports } from './steps/examine-supports.js';
import { LoadOpenedSupports } from './steps/load-opened-supports.js';
import { MatchRoll } from './steps/match-roll.js';
import { QuarantineSupport } from './steps/quarantine-support.js';
import { RecordRollAnswers } from './steps/record-roll-answers.js';
import { StoreOpenedSupports } from './steps/store-opened-supports.js';
import { VerificationSteps } from './verification-steps.js';
import { VerificationBlobs } from './persistence/blob-owner.js';
import { VerificationCounters } from './persistence/counter-source.js';

/** Opens supports, asks the roll, finds duplicates, tells the citizen (§10.3–10.4, §13.2 C). */
@Module({
  imports: [CqrsModule, ElectoralRollModule],
  controllers: [SupportPages],
  providers: [
    AnnounceVerified,
    ExamineSupports,
    LoadOpenedSupports,
    MatchRoll,
    QuarantineSupport,
    RecordRollAnswers,
    StoreOpenedSupports,
    VerificationBlobs,
    VerificationCounters,
    VerificationSteps,
    VerifySupport,
    FindSignals,
    AnswerWaiting,
    ApplyDecidedReview,
    NoteWithdrawal,
    StartAnswering,
    WithdrawSupports,
    ApplyDeskVerdictHandler,
    VerifyAgainHandler,
    AnswerSupportsHandler,
    ExportRollQuestionsHandler,
    ApplyRollAnswersHandler,
    NameClosingCutHandler,
    ListSupportsHandler,
    GetSupportHandler,
    GetCitizenContactHandler,
    GetSupportFiguresHandler,
    GetReviewFactsHandler,
    GetSignalsHandler,
    GetEvidenceHandler,
    CountByClassHandler,
    CountAnswersDueHandler,
    ListQuarantinedHandler,
    CountQuarantinedHandler,
    { provide: SupportOpener, useClass: ContainerOpener },
  ],
})
export class VerificationModule {}
