import { Module } from '@nestjs/common';
import { AccountsModule } from '../../contexts/accounts/accounts.module.js';
import { SignInController } from './sign-in.controller.js';
import { strategies } from './strategies.js';

/** Sign-in with Google or Facebook. A module of the application must provide {@link PortalSignIn}. */
@Module({
  imports: [AccountsModule],
  controllers: [SignInController],
  providers: strategies,
})
export class SignInModule {}
