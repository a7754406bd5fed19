import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { SignInTickets } from './sign-in-tickets.js';

/** Registration and discharge of auxiliaries, enrolment of their devices (§6.4–6.9, §7). */
@Module({
  imports: [CqrsModule],
  providers: [SignInTickets],
  exports: [SignInTickets],
})
export class AuxiliariesModule {}
