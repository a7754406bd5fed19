import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { BAJA_CAUSE_LABELS, REGISTRY_STATUS_LABELS, type BajaCause, type RollStatus } from '#electoral/roll';
import { findingContext, type FindingKind, type FindingPerson } from '../persistence/import-findings.js';

const input = z.object({
  entidad: z.string().regex(/^\d{2}$/),
  limit: z.number().int().min(1).max(500).default(100),
});

export interface ImportFinding {
  readonly importId: string;
  readonly aspirantId: string;
  readonly rowNumber: number;
  readonly kind: FindingKind;
  readonly displayName: string;
  /** Last four characters of the clave. */
  readonly claveElectorEnding: string;
  /** Roll status in Spanish. */
  readonly cause: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Files repeat people, so more rows are read than people shown. */
const ROWS_READ = 2000;

interface Row {
  readonly importId: string;
  readonly aspirantId: string;
  readonly rowNumber: number;
  readonly kind: FindingKind;
  readonly rollStatus: RollStatus | null;
  readonly bajaCause: BajaCause | '';
  readonly personal: Buffer;
  readonly at: string;
}

/**
 * People in imported files who could not be validated, with the cause, or who also help another aspirant (§6.4,
 * decision 28): the newest finding about each person. An auxiliary of another aspirant is listed only if the aspirant
 * decided to register the people of the file. Only the OPL may see this; the aspirant may not.
 */
@QuerySpec({
  name: 'auxiliaries.list-import-findings',
  permission: 'auxiliaries.review',
  input,
  personalData: true,
  watched: 'opened',
})
export class ListImportFindings extends KernelQuery<z.input<typeof input>, ImportFinding[]> {}

@QueryHandler(ListImportFindings)
export class ListImportFindingsHandler implements IQueryHandler<ListImportFindings> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(query: ListImportFindings): Promise<ImportFinding[]> {
    const { entidad, limit } = query.input as z.infer<typeof input>;
    this.work.authorize({ entidad });
    const rows = await this.work.rows<Row>(
      `select f.import_id as "importId", i.aspirant_id as "aspirantId", f.row_number as "rowNumber", f.kind,
         f.roll_status as "rollStatus", f.baja_cause as "bajaCause", f.personal, f.at
       from auxiliaries.import_finding f join auxiliaries.import i on i.id = f.import_id
       where {visible} and f.entidad = $1
         and (f.kind = 'not-in-padron' or i.state in ('registering', 'done'))
       order by f.at desc, f.import_id, f.row_number limit $2`,
      [entidad, ROWS_READ],
      { entidad: 'f.entidad' },
    );
    const found = await Promise.all(rows.map(async (row) => ({ row, person: await this.#open(row) })));
    const newest = new Map<string, ImportFinding>();
    for (const { row, person } of found) {
      const key = `${row.aspirantId} ${row.kind} ${person.claveElector}`;
      if (!newest.has(key)) newest.set(key, this.#view(row, person));
    }
    return [...newest.values()].slice(0, limit);
  }

  async #open({ personal, importId, rowNumber, kind }: Row): Promise<FindingPerson> {
    return JSON.parse(
      await this.cipher.decryptText(personal, findingContext(importId, rowNumber, kind)),
    ) as FindingPerson;
  }

  #view({ personal: _, rollStatus, bajaCause, ...row }: Row, person: FindingPerson): ImportFinding {
    const status = REGISTRY_STATUS_LABELS[rollStatus ?? 'no-encontrado'];
    return {
      ...row,
      displayName: person.displayName,
      claveElectorEnding: person.claveElector.slice(-4),
      cause: bajaCause === '' ? status : `${status}: ${BAJA_CAUSE_LABELS[bajaCause].toLowerCase()}`,
    };
  }
}
