import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { VerdictListFile } from '../persistence/verdict-list-file.js';
import { findVerdictList } from '../persistence/verdict-lists.js';
import type { DownloadedVerdictList } from './download-verdict-list.js';

const input = z.object({ listId: z.uuid() });

/**
 * The listed verdicts that have been reviewed again, with the salts that prove that they were listed
 * (docs/verdict-list-format.md). The others stay secret, so that their second reviews stay blind.
 */
@QuerySpec({ name: 'control-desk.get-opened-verdicts', permission: 'samples.read', input })
export class GetOpenedVerdicts extends KernelQuery<z.infer<typeof input>, DownloadedVerdictList> {}

@QueryHandler(GetOpenedVerdicts)
export class GetOpenedVerdictsHandler implements IQueryHandler<GetOpenedVerdicts> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly file: VerdictListFile,
  ) {}

  async execute({ input: { listId } }: GetOpenedVerdicts): Promise<DownloadedVerdictList> {
    const { entidad, digest, day } = await findVerdictList(this.work, listId);
    this.work.authorize({ entidad });
    const parts: string[] = [];
    for await (const part of this.file.writeOpened(this.work, listId)) parts.push(part);
    const fileName = `resultados-revisados-dos-veces-${day ?? 'todos'}-${digest.slice(0, 8)}.csv`;
    return { fileName, content: Buffer.from(parts.join('')) };
  }
}
