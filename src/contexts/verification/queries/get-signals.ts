import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { SignalKind } from '../domain/signal.js';
import { findSupport } from '../persistence/support-records.js';

const input = z.object({ supportId: z.uuid() });

/** A signal that a record may be simulated, with the other record involved, if any. */
export interface SignalView {
  readonly kind: SignalKind;
  readonly otherFolio: string | null;
  readonly otherAspirant: boolean;
  /** Seconds between the two captures; only for `ritmo-de-captura`. */
  readonly seconds: number | null;
}

/** Signals that a support may be simulated, for its reviewer. Internal, like `GetEvidence`. */
@QuerySpec({ name: 'verification.get-signals', permission: 'verification.evidence', heldBy: 'system', input })
export class GetSignals extends KernelQuery<z.infer<typeof input>, SignalView[]> {}

@QueryHandler(GetSignals)
export class GetSignalsHandler implements IQueryHandler<GetSignals> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { supportId } }: GetSignals): Promise<SignalView[]> {
    const support = await findSupport(this.work, supportId);
    this.work.authorize({ entidad: support.entidad });
    return this.work.rows<SignalView>(
      `select g.kind, other.folio as "otherFolio", coalesce(other.aspirant_id <> $2, false) as "otherAspirant",
         case when g.kind = 'ritmo-de-captura'
           then round(abs(extract(epoch from other.captured_at - own.captured_at)))::int end as seconds
       from verification.signal g join verification.support own on own.id = g.support_id
       left join verification.support other on other.id = g.other_id
       where {visible} and g.support_id = $1 order by g.kind, other.folio`,
      [supportId, support.aspirantId],
      { entidad: 'own.entidad' },
      { prepared: true },
    );
  }
}
