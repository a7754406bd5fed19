import { Module } from '@nestjs/common';
import { AuxiliariesModule } from '../../contexts/auxiliaries/auxiliaries.module.js';
import { Providers } from './providers.js';
import { SignInController } from './sign-in.controller.js';

/** Sign-in with Google or Facebook. {@link PortalSignIn} must be provided by some module of the application. */
@Module({
  imports: [AuxiliariesModule],
  controllers: [SignInController],
  providers: [Providers],
})
export class SignInModule {}
