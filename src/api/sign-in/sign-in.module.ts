import { Module } from '@nestjs/common';
import { AuxiliariesModule } from '../../contexts/auxiliaries/auxiliaries.module.js';
import { SignInController } from './sign-in.controller.js';
import { strategies } from './strategies.js';

/** Sign-in with Google or Facebook. {@link PortalSignIn} must be provided by some module of the application. */
@Module({
  imports: [AuxiliariesModule],
  controllers: [SignInController],
  providers: strategies,
})
export class SignInModule {}
