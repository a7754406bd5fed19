import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DischargeAuxiliaryHandler } from './commands/discharge-auxiliary.js';
import { RegisterAuxiliaryHandler } from './commands/register-auxiliary.js';
import { SendRegistration } from './jobs/send-registration.js';
import { PadronCheck, RollPadronCheck } from './padron-check.js';
import { GetAuxiliaryContactHandler } from './queries/get-auxiliary-contact.js';
import { GetDeviceHandler } from './queries/get-device.js';
import { ListAuxiliariesHandler } from './queries/list-auxiliaries.js';
import { SignInTickets } from './sign-in-tickets.js';

/** Registration and discharge of auxiliaries, enrolment of their devices (§6.4–6.9, §7). */
@Module({
  imports: [CqrsModule],
  providers: [
    RegisterAuxiliaryHandler,
    DischargeAuxiliaryHandler,
    ListAuxiliariesHandler,
    GetAuxiliaryContactHandler,
    GetDeviceHandler,
    SendRegistration,
    SignInTickets,
    { provide: PadronCheck, useClass: RollPadronCheck },
  ],
  exports: [SignInTickets],
})
export class AuxiliariesModule {}
