import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { VisibleBy } from '../../../kernel/access/visibility.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { SupportFlag } from '../../intake/index.js';
import type { DeskVerdict } from '../domain/desk-verdict.js';
import type { BajaCause, RegistryStatus } from '#electoral/roll';
import { folioSchema } from '#electoral/wire';
import { REPORTED_CLASSES, type ReportedClass } from '../domain/reported-class.js';

export const supportListInput = z.object({
  /** Required unless a folio or ids are given: without any, the whole list would have to be sorted. */
  aspirantId: z.uuid().optional(),
  folio: folioSchema.optional(),
  ids: z.array(z.uuid()).max(500).optional(),
  reportedClass: z.enum(REPORTED_CLASSES).optional(),
  auxiliaryId: z.uuid().optional(),
  /** Cursor: last row of the previous page (keyset pagination, newest first). */
  after: z.object({ receivedAt: z.iso.datetime({ offset: true }), supportId: z.uuid() }).optional(),
  limit: z.number().int().min(1).max(500).default(50),
});

/** A support with its preliminary state, without identifiers or names (§6.2–6.3). */
export interface SupportRow {
  readonly supportId: string;
  readonly folio: string;
  /** ISO 8601, UTC; null while the record has not been opened. */
  readonly capturedAt: string | null;
  readonly receivedAt: string;
  readonly auxiliaryId: string | null;
  readonly reportedClass: ReportedClass;
  readonly registryStatus: RegistryStatus;
  /** Why the elector was removed from the roll; empty otherwise. */
  readonly bajaCause: BajaCause | '';
  readonly deskVerdict: DeskVerdict;
  /** What intake noted about the capture for the OPL to decide on (decision 8). */
  readonly flags: readonly SupportFlag[];
}

/** The flags that intake gave to the support of the query; paper supports have none. */
export const SUPPORT_FLAGS_COLUMN = `array(select unnest(received.flags) from intake.published_flags received
  where received.id = verification.support.id) as flags`;

export const SUPPORT_ROW_COLUMNS = `id as "supportId", folio, captured_at as "capturedAt",
  received_at as "receivedAt", auxiliary_id as "auxiliaryId", reported_class as "reportedClass",
  registry_status as "registryStatus", baja_cause as "bajaCause", desk_verdict as "deskVerdict",
  ${SUPPORT_FLAGS_COLUMN}`;

/** Lists the supports of an aspirant, or the one with the given folio, with their state (§6.2–6.3). */
@QuerySpec({ name: 'verification.list-supports', permission: 'verification.read', input: supportListInput })
export class ListSupports extends KernelQuery<z.input<typeof supportListInput>, SupportRow[]> {}

@QueryHandler(ListSupports)
export class ListSupportsHandler implements IQueryHandler<ListSupports> {
  constructor(private readonly work: UnitOfWork) {}

  execute(query: ListSupports): Promise<SupportRow[]> {
    const filter = query.input as z.infer<typeof supportListInput>;
    return this.work.rows<SupportRow>(...supportRows(filter, SUPPORT_ROW_COLUMNS));
  }
}

/** Arguments of `UnitOfWork.rows` that read a page of supports. */
export function supportRows(
  { aspirantId, folio, ids, reportedClass, auxiliaryId, after, limit }: z.infer<typeof supportListInput>,
  columns: string,
): [text: string, values: unknown[], visibleBy: VisibleBy] {
  const text = `select ${columns} from verification.support
     where {visible} and ($1::uuid is null or aspirant_id = $1) and ($7::text is null or folio = $7)
       and ($2::text is null or reported_class = $2) and ($3::uuid is null or auxiliary_id = $3)
       and ($8::uuid[] is null or id = any($8))
       and ($4::timestamptz is null or (received_at, id) < ($4, $5::uuid))
       and ($1 is not null or $7 is not null or $8 is not null)
     order by received_at desc, id desc limit $6`;
  const values = [
    aspirantId ?? null,
    reportedClass ?? null,
    auxiliaryId ?? null,
    after?.receivedAt ?? null,
    after?.supportId ?? null,
    limit,
    folio ?? null,
    ids ?? null,
  ];
  return [text, values, { entidad: 'entidad', aspirantId: 'aspirant_id' }];
}
