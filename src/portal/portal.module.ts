import { Module } from '@nestjs/common';
import { PortalSignIn } from '../contexts/accounts/index.js';
import { AspirantSignIn, Entrance } from './entrance.controller.js';
import { Front } from './front.controller.js';
import { Home } from './home.controller.js';
import { PortalGate } from './portal-session.js';
import { Supports } from './supports.controller.js';
import { Unreceived } from './unreceived.controller.js';

/** The shell of the aspirants (§6): sign-in, frame, and the pages that join what several contexts know. */
@Module({
  controllers: [Front, Entrance, Home, Supports, Unreceived],
  providers: [PortalGate, { provide: PortalSignIn, useClass: AspirantSignIn }],
})
export class PortalModule {}
