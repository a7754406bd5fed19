import { readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Module, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Caps } from './caps.js';
import { CloseDigest } from './jobs/close-digest.js';
import { DeliverMail } from './jobs/deliver-mail.js';
import { DeleteSettledMails } from './jobs/delete-settled-mails.js';
import { mailSpec } from './mail.js';
import { MailQueue } from './mail-queue.js';
import { MailRegistry } from './mail-registry.js';

const here = fileURLToPath(import.meta.url);

/** Finds the classes with `@Mail` in `mails/`. */
async function loadMailClasses(): Promise<Type[]> {
  const folder = join(dirname(here), 'mails');
  const found: Type[] = [];
  for (const file of readdirSync(folder).filter((name) => extname(name) === extname(here) && !name.includes('spec'))) {
    const exported = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>;
    for (const exportedValue of Object.values(exported)) {
      if (typeof exportedValue === 'function' && mailSpec(exportedValue)) found.push(exportedValue as Type);
    }
  }
  return found;
}

/** Sends all e-mails. Each file in `mails/` declares one: its event, its recipients and its contents. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    Caps,
    CloseDigest,
    DeliverMail,
    DeleteSettledMails,
    MailQueue,
    MailRegistry,
    ...(await loadMailClasses()),
  ],
})
export class NotificationsModule {}
