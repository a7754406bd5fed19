import { Module } from '@nestjs/common';
import { PortalSignIn } from '../contexts/accounts/index.js';
import { AspirantSignIn, SignInPages } from './sign-in-pages.controller.js';
import { Front } from './front.controller.js';
import { Home } from './home.controller.js';
import { PortalGate } from './portal-session.js';

/** Portal of the aspirants (§6): sign-in, page frame, public pages, and the home page that contexts contribute to. */
@Module({
  controllers: [Front, SignInPages, Home],
  providers: [PortalGate, { provide: PortalSignIn, useClass: AspirantSignIn }],
})
export class PortalModule {}
