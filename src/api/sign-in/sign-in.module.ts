import { Module } from '@nestjs/common';
import { AccountsModule } from '../../contexts/accounts/accounts.module.js';
import { SignInController } from './sign-in.controller.js';
import { strategies } from './strategies.js';

/** Sign-in with Google or Facebook. {@link PortalSignIn} must be provided by some module of the application. */
@Module({
  imports: [AccountsModule],
  controllers: [SignInController],
  providers: strategies,
})
export class SignInModule {}
