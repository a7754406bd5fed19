import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { VerdictListFile } from '../persistence/verdict-list-file.js';
import { findVerdictList } from '../persistence/verdict-lists.js';

const input = z.object({ listId: z.uuid() });

export interface DownloadedVerdictList {
  readonly fileName: string;
  readonly content: Buffer;
}

/**
 * The file of a published list of verdicts (docs/verdict-list-format.md), for anyone who wants to draw its sample again.
 * @throws DomainError CONTROL_DESK.LIST_DAMAGED if the file differs from the published digest
 */
@QuerySpec({ name: 'control-desk.download-verdict-list', permission: 'samples.read', input })
export class DownloadVerdictList extends KernelQuery<z.infer<typeof input>, DownloadedVerdictList> {}

@QueryHandler(DownloadVerdictList)
export class DownloadVerdictListHandler implements IQueryHandler<DownloadVerdictList> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly file: VerdictListFile,
  ) {}

  async execute({ input: { listId } }: DownloadVerdictList): Promise<DownloadedVerdictList> {
    const { entidad, processId, records, digest, day } = await findVerdictList(this.work, listId);
    this.work.authorize({ entidad });
    const parts: string[] = [];
    for await (const part of this.file.write(this.work, listId, processId, records)) parts.push(part);
    const content = Buffer.from(parts.join(''));
    if (sha256(content).toString('hex') !== digest) {
      throw new DomainError('CONTROL_DESK.LIST_DAMAGED', { kind: 'unavailable' });
    }
    return { fileName: `registros-revisados-${day ?? 'todos'}-${digest.slice(0, 8)}.csv`, content };
  }
}
