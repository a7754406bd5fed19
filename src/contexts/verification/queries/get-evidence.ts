import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findSupport, type SupportRecord } from '../persistence/support-records.js';
import { EvidenceReader } from '../unseal/evidence-reader.js';
import { OPENED_PARTS, UnsealError, type EvidencePart } from '../unseal/support-opener.js';

const input = z.object({ supportId: z.uuid(), part: z.enum(OPENED_PARTS) });

export interface Evidence {
  readonly contentType: 'image/jpeg' | 'image/png' | 'image/webp' | 'application/octet-stream';
  readonly bytes: Buffer;
}

/**
 * One original image of a support, opened for this request and not stored (§11.1). Internal: the context that gives an
 * official the right to see this record (the desk, by assigning it) checks that right first.
 * @throws DomainError VERIFICATION.EVIDENCE_UNAVAILABLE if the record cannot be opened or lacks the part
 */
@QuerySpec({
  name: 'verification.get-evidence',
  permission: 'verification.evidence',
  heldBy: 'system',
  input,
  personalData: true,
  watched: 'opened',
})
export class GetEvidence extends KernelQuery<z.infer<typeof input>, Evidence> {}

@QueryHandler(GetEvidence)
export class GetEvidenceHandler implements IQueryHandler<GetEvidence> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly evidence: EvidenceReader,
  ) {}

  async execute({ input: { supportId, part } }: GetEvidence): Promise<Evidence> {
    const support = await findSupport(this.work, supportId);
    this.work.authorize({ entidad: support.entidad });
    this.work.audit({ subject: ['support', supportId], stream: support.processId, details: { part } });
    const bytes = await this.#open(support, part);
    if (!bytes) {
      throw new DomainError('VERIFICATION.EVIDENCE_UNAVAILABLE', {
        kind: 'unavailable',
        params: { folio: support.folio },
      });
    }
    return { contentType: contentTypeOf(bytes), bytes };
  }

  async #open(support: SupportRecord, part: EvidencePart): Promise<Buffer | undefined> {
    try {
      return await this.evidence.read(support, part);
    } catch (error) {
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }
}

function contentTypeOf(bytes: Buffer): Evidence['contentType'] {
  if (bytes.subarray(0, 3).toString('hex') === 'ffd8ff') return 'image/jpeg';
  if (bytes.subarray(0, 4).toString('hex') === '89504e47') return 'image/png';
  if (bytes.subarray(8, 12).toString('latin1') === 'WEBP') return 'image/webp';
  return 'application/octet-stream';
}
