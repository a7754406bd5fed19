import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { RollEntryStatus } from '../../electoral-roll/index.js';
import { displayName, type Registration } from '../domain/registration.js';

export type FindingKind = 'not-in-padron' | 'other-aspirant';

export interface Finding {
  readonly rowNumber: number;
  readonly kind: FindingKind;
  readonly data: Registration;
  readonly status: RollEntryStatus['status'];
  readonly bajaCause: RollEntryStatus['bajaCause'];
}

/** Stored encrypted; only the OPL reads it. */
export interface FindingPerson {
  readonly displayName: string;
  readonly claveElector: string;
}

export const findingContext = (importId: string, rowNumber: number, kind: FindingKind): string =>
  `auxiliaries.import_finding.personal:${importId}:${rowNumber}:${kind}`;

/** Records findings that only the OPL may see (decision 28). */
export async function recordFindings(
  work: UnitOfWork,
  cipher: FieldCipher,
  { id, entidad, at }: { readonly id: string; readonly entidad: string; readonly at: Date },
  findings: readonly Finding[],
): Promise<void> {
  if (findings.length === 0) return;
  const personal = await cipher.encryptEach(
    findings.map(({ rowNumber, kind, data }) => {
      const person: FindingPerson = { displayName: displayName(data), claveElector: data.claveElector };
      return { plain: JSON.stringify(person), context: findingContext(id, rowNumber, kind) };
    }),
  );
  await work.sql(
    `insert into auxiliaries.import_finding (import_id, row_number, entidad, kind, roll_status, baja_cause, personal, at)
     select $1, row_number, $2, kind, roll_status, baja_cause, personal, $3
     from unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::bytea[])
       as f (row_number, kind, roll_status, baja_cause, personal)`,
    [
      id,
      entidad,
      at,
      findings.map(({ rowNumber }) => rowNumber),
      findings.map(({ kind }) => kind),
      findings.map(({ status }) => status ?? null),
      findings.map(({ bajaCause }) => bajaCause),
      personal,
    ],
  );
}
