import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AnnulAspirantHandler } from './commands/annul-aspirant.js';
import { ConfirmAspirantHandler } from './commands/confirm-aspirant.js';
import { CorrectAspirantHandler } from './commands/correct-aspirant.js';
import { RegisterAspirantHandler } from './commands/register-aspirant.js';
import { SetEmblemHandler } from './commands/set-emblem.js';
import { SignInAspirantHandler } from './commands/sign-in-aspirant.js';
import { UploadSignedSheetHandler } from './commands/upload-signed-sheet.js';
import { ValidateAspirantHandler } from './commands/validate-aspirant.js';
import { WithdrawAspirantHandler } from './commands/withdraw-aspirant.js';
import { EmblemController } from './portal/emblem.controller.js';
import { OwnDataPage } from './portal/own-data.controller.js';
import { GetAspirantFiguresHandler } from './queries/get-aspirant-figures.js';
import { GetAspirantContactHandler } from './queries/get-aspirant-contact.js';
import { RecomputeAspirantMailboxes } from './jobs/recompute-mailboxes.js';
import { ListSharedAspirantMailboxesHandler } from './queries/list-shared-mailboxes.js';
import { EndSessions } from './jobs/end-sessions.js';
import { GetFormerAddressHandler } from './queries/get-former-address.js';
import { GetAspirantDataHandler } from './queries/get-aspirant-data.js';
import { GetOwnRegistrationHandler } from './queries/get-own-registration.js';
import { GetAspirantHistoryHandler } from './queries/get-aspirant-history.js';
import { GetAspirantMailHandler } from './queries/get-aspirant-mail.js';
import { GetAspirantHandler } from './queries/get-aspirant.js';
import { GetConfirmationSheetHandler } from './queries/get-confirmation-sheet.js';
import { GetEmblemHandler } from './queries/get-emblem.js';
import { GetSignedSheetHandler } from './queries/get-signed-sheet.js';
import { ListAspirantsHandler } from './queries/list-aspirants.js';
import { AspirantsBlobs } from './persistence/blob-owner.js';
import { RegisteredAspirants } from '../processes/index.js';
import { StoredAspirants } from './registered-aspirants.js';

/** Registration of aspirants, credential data, confirmation sheet (§5.B–F). */
@Module({
  imports: [CqrsModule],
  controllers: [EmblemController, OwnDataPage],
  providers: [
    AspirantsBlobs,
    { provide: RegisteredAspirants, useClass: StoredAspirants },
    RegisterAspirantHandler,
    ValidateAspirantHandler,
    UploadSignedSheetHandler,
    ConfirmAspirantHandler,
    CorrectAspirantHandler,
    WithdrawAspirantHandler,
    AnnulAspirantHandler,
    SetEmblemHandler,
    SignInAspirantHandler,
    GetAspirantHandler,
    GetAspirantContactHandler,
    EndSessions,
    RecomputeAspirantMailboxes,
    ListSharedAspirantMailboxesHandler,
    GetFormerAddressHandler,
    GetAspirantDataHandler,
    GetOwnRegistrationHandler,
    GetSignedSheetHandler,
    GetEmblemHandler,
    GetAspirantMailHandler,
    GetAspirantHistoryHandler,
    ListAspirantsHandler,
    GetAspirantFiguresHandler,
    GetConfirmationSheetHandler,
  ],
})
export class AspirantsModule {}
