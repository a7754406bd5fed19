import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfirmAspirantHandler } from './commands/confirm-aspirant.js';
import { RegisterAspirantHandler } from './commands/register-aspirant.js';
import { SignInAspirantHandler } from './commands/sign-in-aspirant.js';
import { UploadSignedSheetHandler } from './commands/upload-signed-sheet.js';
import { ValidateAspirantHandler } from './commands/validate-aspirant.js';
import { SendConfirmation } from './jobs/send-confirmation.js';
import { FindAspirantsHandler } from './queries/find-aspirants.js';
import { GetAspirantContactHandler } from './queries/get-aspirant-contact.js';
import { GetAspirantDataHandler } from './queries/get-aspirant-data.js';
import { GetAspirantHandler } from './queries/get-aspirant.js';
import { GetConfirmationSheetHandler } from './queries/get-confirmation-sheet.js';
import { GetSignedSheetHandler } from './queries/get-signed-sheet.js';
import { ListAspirantsHandler } from './queries/list-aspirants.js';

/** Registration of aspirants, credential data, confirmation sheet (§5.B–F). */
@Module({
  imports: [CqrsModule],
  providers: [
    RegisterAspirantHandler,
    ValidateAspirantHandler,
    UploadSignedSheetHandler,
    ConfirmAspirantHandler,
    SignInAspirantHandler,
    GetAspirantHandler,
    GetAspirantContactHandler,
    GetAspirantDataHandler,
    GetSignedSheetHandler,
    ListAspirantsHandler,
    FindAspirantsHandler,
    GetConfirmationSheetHandler,
    SendConfirmation,
  ],
})
export class AspirantsModule {}
