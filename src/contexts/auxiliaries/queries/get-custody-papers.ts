import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { displayName } from '../domain/registration.js';
import { openRegistration } from '../persistence/auxiliary-records.js';
import { countToSignAgain, findCustodyRequest, readyPapers, type ReadyPapers } from '../persistence/paper-records.js';

const input = z.object({ requestId: z.uuid() });

export interface CustodyPapers {
  /** Number of the oficio. */
  readonly reference: string;
  readonly people: readonly (Omit<ReadyPapers, 'personal'> & { readonly displayName: string })[];
  /** People who are left out until they sign the responsiva again, because the data was corrected. */
  readonly signAgain: number;
}

/** The papers that {@link TransferPapers} would transfer now: for each person, the number of each scan (§6.7). */
@QuerySpec({
  name: 'auxiliaries.get-custody-papers',
  permission: 'auxiliaries.transfer-papers',
  input,
  personalData: true,
})
export class GetCustodyPapers extends KernelQuery<z.infer<typeof input>, CustodyPapers> {}

@QueryHandler(GetCustodyPapers)
export class GetCustodyPapersHandler implements IQueryHandler<GetCustodyPapers> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { requestId } }: GetCustodyPapers): Promise<CustodyPapers> {
    const request = await findCustodyRequest(this.work, requestId);
    if (!request) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    const { entidad, aspirantId, processId, reference } = request;
    this.work.authorize({ entidad, aspirantId });
    this.work.audit({ subject: ['aspirant', aspirantId], stream: processId, details: { requestId } });
    const ready = await readyPapers(this.work, request);
    const people = await Promise.all(
      ready.map(async ({ personal, ...papers }) => ({
        ...papers,
        displayName: displayName(await openRegistration(this.cipher, { id: papers.auxiliaryId, personal })),
      })),
    );
    return { reference, people, signAgain: await countToSignAgain(this.work, request) };
  }
}
