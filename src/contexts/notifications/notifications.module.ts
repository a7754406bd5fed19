import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Addressing } from './addressing.js';
import { Caps } from './caps.js';
import { CloseDigest } from './jobs/close-digest.js';
import { DeliverMail } from './jobs/deliver-mail.js';
import { Mails } from './mails.js';
import { AccessLinkMail } from './mails/access-link.js';
import { AccountChangedMail } from './mails/account-changed.js';
import { AccountEndedMail } from './mails/account-ended.js';
import { AspirantConfirmedMail } from './mails/aspirant-confirmed.js';
import { CitizenReceiptMail } from './mails/citizen-receipt.js';
import { DeclarationRefusedMail } from './mails/declaration-refused.js';
import { DeskConcludedMail } from './mails/desk-concluded.js';
import { MaintenanceMail } from './mails/maintenance.js';
import { RegistrationAgainMail } from './mails/registration-again.js';
import { RegistrationMail } from './mails/registration.js';
import { ReminderMail } from './mails/reminder.js';
import { SecondFactorResetMail } from './mails/second-factor-reset.js';
import { SupportReceivedMail } from './mails/support-received.js';

/** Who is told what, by which mail, on which event: one file per mail (`mails/`). */
@Module({
  imports: [DiscoveryModule],
  providers: [
    Addressing,
    Caps,
    CloseDigest,
    DeliverMail,
    Mails,
    AccessLinkMail,
    AccountChangedMail,
    AccountEndedMail,
    AspirantConfirmedMail,
    CitizenReceiptMail,
    DeclarationRefusedMail,
    DeskConcludedMail,
    MaintenanceMail,
    RegistrationAgainMail,
    RegistrationMail,
    ReminderMail,
    SecondFactorResetMail,
    SupportReceivedMail,
  ],
})
export class NotificationsModule {}
