import './persistence/recounts.js';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ApplyDeskVerdictHandler } from './commands/apply-desk-verdict.js';
import { SendCitizenReceipt } from './jobs/send-citizen-receipt.js';
import { TakeDeskVerdict } from './jobs/take-desk-verdict.js';
import { VerifySupport } from './jobs/verify-support.js';
import { CountByClassHandler } from './queries/count-by-class.js';
import { GetEvidenceHandler } from './queries/get-evidence.js';
import { GetRegistrationHandler } from './queries/get-registration.js';
import { GetReviewFactsHandler } from './queries/get-review-facts.js';
import { GetSupportHandler } from './queries/get-support.js';
import { GetSupportFiguresHandler } from './queries/get-support-figures.js';
import { ListSupportsHandler } from './queries/list-supports.js';
import { PostgresElectoralRoll } from './roll/postgres-roll.js';
import { ElectoralRoll } from './roll/roll-port.js';
import { ContainerOpener } from './unseal/container-opener.js';
import { SupportOpener } from './unseal/support-opener.js';

/** Opens supports, asks the roll, finds duplicates, tells the citizen (§10.3–10.4, §13.2 C). */
@Module({
  imports: [CqrsModule],
  providers: [
    VerifySupport,
    SendCitizenReceipt,
    TakeDeskVerdict,
    ApplyDeskVerdictHandler,
    ListSupportsHandler,
    GetSupportHandler,
    GetSupportFiguresHandler,
    GetReviewFactsHandler,
    GetEvidenceHandler,
    GetRegistrationHandler,
    CountByClassHandler,
    { provide: ElectoralRoll, useClass: PostgresElectoralRoll },
    { provide: SupportOpener, useClass: ContainerOpener },
  ],
})
export class VerificationModule {}
