import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { SealedData } from '#electoral/wire';
import type { ReportedClass } from '../domain/reported-class.js';
import { maskedName } from '../domain/masked-name.js';
import { personalContext, type PersonalData } from '../persistence/personal-data.js';
import { findSupport } from '../persistence/support-records.js';
import { SUPPORT_ROW_COLUMNS, type SupportRow } from './list-supports.js';

const input = z.object({ supportId: z.uuid() });

export interface ClassChange {
  readonly from: ReportedClass | null;
  readonly to: ReportedClass;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** One support as its aspirant may see it (§6.2): no identifier, no image, no more of a name than recognises it. */
export interface SupportView extends SupportRow {
  readonly aspirantId: string;
  readonly channel: 'app' | 'paper';
  readonly integrityCode: string;
  /** How the reading of the card ended on the device (§8.7); null where it does not say. */
  readonly reading: SealedData['reading'] | null;
  readonly assisted: boolean;
  /** `MARÍA P. L.`; empty while the record was not opened. */
  readonly citizen: string;
  /** The cut of the roll that answered, and when; null while none did. */
  readonly rollCut: string | null;
  readonly matchedAt: string | null;
  readonly deskVerdictAt: string | null;
  /** Version of the rules that gave it its class. */
  readonly ruleSet: string;
  /** Oldest first. */
  readonly moves: readonly ClassChange[];
}

@QuerySpec({ name: 'verification.get-support', permission: 'verification.read', input, personalData: true })
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
    if (!row) throw new Error('the support was there a moment ago');
    const moves = await this.work.sql<ClassChange>(
      `select from_class as "from", to_class as "to", at
       from verification.class_move where support_id = $1 order by id`,
      [supportId],
    );
    const { personal, ...view } = row;
    return { ...view, citizen: personal ? await this.#name(supportId, personal) : '', moves };
  }

  async #name(supportId: string, personal: Buffer): Promise<string> {
    const { read, typed } = JSON.parse(
      await this.cipher.decryptText(personal, personalContext(supportId)),
    ) as PersonalData;
    return maskedName({ ...read, ...typed });
  }
}
