import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { MailHistory, type SentMail } from '../../../kernel/mail/mail-history.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findAspirant } from '../persistence/aspirant-records.js';

const input = z.object({ aspirantId: z.uuid() });

/** Returns the newest e-mail sent to an aspirant and whether it bounced (§5.F); null if none was sent. */
@QuerySpec({ name: 'aspirants.get-aspirant-mail', permission: 'aspirants.read', input })
export class GetAspirantMail extends KernelQuery<z.infer<typeof input>, SentMail | null> {}

@QueryHandler(GetAspirantMail)
export class GetAspirantMailHandler implements IQueryHandler<GetAspirantMail> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly history: MailHistory,
  ) {}

  async execute({ input: { aspirantId } }: GetAspirantMail): Promise<SentMail | null> {
    const { entidad } = await findAspirant(this.work, aspirantId);
    this.work.authorize({ entidad, aspirantId });
    const [newest] = await this.history.sentAbout('aspirant', aspirantId);
    return newest ?? null;
  }
}
