import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Addressing } from './addressing.js';
import { Caps } from './caps.js';
import { CloseDigest } from './jobs/close-digest.js';
import { DeliverMail } from './jobs/deliver-mail.js';
import { Mails } from './mails.js';
import { ReminderMail } from './mails/reminder.js';

/** Who is told what, by which mail, on which event: one file per mail (`mails/`). */
@Module({
  imports: [DiscoveryModule],
  providers: [Addressing, Caps, CloseDigest, DeliverMail, Mails, ReminderMail],
})
export class NotificationsModule {}
