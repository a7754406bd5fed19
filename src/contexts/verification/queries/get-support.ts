import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { SealedData } from '#electoral/wire';
import type { ReportedClass } from '../domain/reported-class.js';
import { maskedNameOf } from '../persistence/personal-data.js';
import { findSupport } from '../persistence/support-records.js';
import { SUPPORT_ROW_COLUMNS, type SupportRow } from './list-supports.js';

const input = z.object({ supportId: z.uuid() });

export interface ClassChange {
  readonly from: ReportedClass | null;
  readonly to: ReportedClass;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** One support as its aspirant may see it (§6.2): no identifiers, no images, and only a masked name. */
export interface SupportView extends SupportRow {
  readonly aspirantId: string;
  readonly channel: 'app' | 'paper';
  readonly integrityCode: string;
  /** Outcome of reading the card on the device (§8.7); null if not reported. */
  readonly reading: SealedData['reading'] | null;
  readonly assisted: boolean;
  /** Masked name, such as `MARÍA P. L.`; empty while the record has not been opened. */
  readonly citizen: string;
  /** Matched roll cut; null before the first match, like `matchedAt`. */
  readonly rollCut: string | null;
  readonly matchedAt: string | null;
  readonly deskVerdictAt: string | null;
  /** Version of the rules that determined the class. */
  readonly ruleSet: string;
  /** Oldest first. */
  readonly moves: readonly ClassChange[];
}

@QuerySpec({
  name: 'verification.get-support',
  permission: 'verification.read',
  input,
  personalData: true,
})
export class GetSupport extends KernelQuery<z.infer<typeof input>, SupportView> {}

type Row = Omit<SupportView, 'citizen' | 'moves'> & { readonly personal: Buffer | null };

@QueryHandler(GetSupport)
export class GetSupportHandler implements IQueryHandler<GetSupport> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { supportId } }: GetSupport): Promise<SupportView> {
    const { entidad, aspirantId, processId } = await findSupport(this.work, supportId);
    this.work.authorize({ entidad, aspirantId });
    this.work.audit({ subject: ['support', supportId], stream: processId });
    const [row] = await this.work.sql<Row>(
      `select ${SUPPORT_ROW_COLUMNS}, aspirant_id as "aspirantId", channel, integrity_code as "integrityCode", reading, assisted,
         roll_cut as "rollCut", matched_at as "matchedAt",
         desk_verdict_at as "deskVerdictAt", rule_set as "ruleSet", personal
       from verification.support where id = $1`,
      [supportId],
    );
    if (!row) throw new Error('the support disappeared during the query');
    const moves = await this.work.sql<ClassChange>(
      `select from_class as "from", to_class as "to", at
       from verification.class_move where support_id = $1 order by id`,
      [supportId],
    );
    const { personal, ...view } = row;
    return { ...view, citizen: personal ? await maskedNameOf(this.cipher, supportId, personal) : '', moves };
  }
}
