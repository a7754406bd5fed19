import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DeclarationController } from './admin/declaration.controller.js';
import { PasswordController } from './admin/password.controller.js';
import { SignInController } from './admin/sign-in.controller.js';
import { AcceptDeclarationHandler } from './commands/accept-declaration.js';
import { CloseOfficialHandler } from './commands/close-official.js';
import { CreateFirstAdministratorHandler } from './commands/create-first-administrator.js';
import { CreateOfficialHandler } from './commands/create-official.js';
import { IssueAccessLinkHandler } from './commands/issue-access-link.js';
import { ReinstateOfficialHandler } from './commands/reinstate-official.js';
import { RequestPasswordResetHandler } from './commands/request-password-reset.js';
import { SetPasswordHandler } from './commands/set-password.js';
import { SignInOfficialHandler } from './commands/sign-in-official.js';
import { SuspendOfficialHandler } from './commands/suspend-official.js';
import { UploadDeclarationHandler } from './commands/upload-declaration.js';
import { SendAccessLink } from './jobs/send-access-link.js';
import { NewOfficials } from './persistence/new-official.js';
import { GetDeclarationHandler } from './queries/get-declaration.js';
import { GetOfficialSessionHandler } from './queries/get-official-session.js';
import { GetSignedDeclarationHandler } from './queries/get-signed-declaration.js';
import { IsAccessLinkOpenHandler } from './queries/is-access-link-open.js';
import { IsActiveReviewerHandler } from './queries/is-active-reviewer.js';
import { ListOfficialsHandler } from './queries/list-officials.js';

/** Officials of DERFE and the OPLs: accounts, sign-in, Declaratoria de Confidencialidad (§4). */
@Module({
  imports: [CqrsModule],
  controllers: [SignInController, PasswordController, DeclarationController],
  providers: [
    NewOfficials,
    CreateOfficialHandler,
    CreateFirstAdministratorHandler,
    IssueAccessLinkHandler,
    SignInOfficialHandler,
    RequestPasswordResetHandler,
    SetPasswordHandler,
    UploadDeclarationHandler,
    AcceptDeclarationHandler,
    SuspendOfficialHandler,
    ReinstateOfficialHandler,
    CloseOfficialHandler,
    GetOfficialSessionHandler,
    ListOfficialsHandler,
    GetDeclarationHandler,
    GetSignedDeclarationHandler,
    IsAccessLinkOpenHandler,
    IsActiveReviewerHandler,
    SendAccessLink,
  ],
})
export class AccountsModule {}
