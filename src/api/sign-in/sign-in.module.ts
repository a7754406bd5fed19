import { Module } from '@nestjs/common';
import { AuxiliariesModule } from '../../contexts/auxiliaries/index.js';
import { Providers } from './providers.js';
import { SignInController } from './sign-in.controller.js';
import { SignInRecords } from './sign-in-records.js';

/** Sign-in with Google or Facebook. {@link PortalSignIn} must be provided by some module of the application. */
@Module({
  imports: [AuxiliariesModule],
  controllers: [SignInController],
  providers: [Providers, SignInRecords],
})
export class SignInModule {}
