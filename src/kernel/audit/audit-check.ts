import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { centralDay, formatCentral } from '../clock/central-time.js';
import { Clock } from '../clock/clock.js';
import { StatusSource, type StatusFigure } from '../health/status-source.js';
import { Recurring } from '../jobs/recurring.js';
import { AuditHeads } from './audit-heads.js';
import { AuditStatements, type CheckStatement, type HeadsStatement } from './audit-statements.js';
import { AuditVerifier, type Verification, type VerifyOptions } from './audit-verifier.js';

/** The trail is verified once a day from this hour, in hora centro. */
const NIGHT_HOUR = 2;
const MAX_HOURS_WITHOUT_CHECK = 36;
/** Entries are sealed every few seconds, unless a transaction stays open. */
const MAX_UNSEALED_SECONDS = 15 * 60;
/** Maximum number of faults that one run logs. */
const MAX_LOGGED = 20;
const ROWS_PER_LOG = 1_000_000;

export interface CheckResult extends Verification {
  /** The exported lists with which the trail was compared. */
  readonly compared: readonly HeadsStatement[];
}

/**
 * Verifies the trail and the protected rows every night, and compares the trail with every list in the export folder,
 * which may be write-once. A fault raises an alarm until a later verification of this kind finds none.
 */
@Injectable()
export class AuditCheck extends StatusSource {
  readonly #logger = new Logger('AuditCheck');

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly verifier: AuditVerifier,
    private readonly heads: AuditHeads,
    private readonly statements: AuditStatements,
  ) {
    super();
  }

  /** Runs after {@link NIGHT_HOUR} unless a process has already verified today. */
  @Recurring({ name: 'verify audit', everyMs: 15 * 60_000, singleton: true })
  async nightly(): Promise<void> {
    const now = this.clock.now();
    if (Number(formatCentral(now).slice(11, 13)) < NIGHT_HOUR) return;
    const last = await this.#last();
    if (last && centralDay(new Date(last.endedAt)) === centralDay(now)) return;
    await this.run({ againstData: true });
  }

  /**
   * Verifies, compares with the exports in the folder, and logs the result. Stores it only with `againstData`: a
   * verification without the rows neither replaces the nightly one nor ends its alarm.
   */
  async run(options: VerifyOptions): Promise<CheckResult> {
    const beganAt = this.clock.now();
    let logged = 0;
    const exports = await this.heads.exports();
    const compared = [...exports.statements, ...(options.exported ?? [])];
    const verified = await this.verifier.verify({
      ...options,
      exported: compared,
      onProgress: (progress) => {
        options.onProgress?.(progress);
        if (progress.entries + progress.rows < logged + ROWS_PER_LOG) return;
        logged = progress.entries + progress.rows;
        this.#logger.log({ msg: 'verifying the audit trail', ...progress });
      },
    });
    const found = { ...verified, faults: [...verified.faults, ...exports.faults], compared };
    if (options.againstData === true) await this.#store(beganAt, found);
    for (const fault of found.faults.slice(0, MAX_LOGGED)) this.#logger.error({ msg: 'audit trail', ...fault });
    return found;
  }

  async #store(beganAt: Date, { entries, rows, faults }: Verification): Promise<void> {
    const endedAt = this.clock.now();
    const statement = await this.statements.signCheck({ endedAt: endedAt.toISOString(), faults: faults.length });
    await this.em.fork().execute(
      `insert into kernel.audit_check (began_at, ended_at, entries, rows, faults, first_fault, statement)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict (singleton) do update set began_at = excluded.began_at, ended_at = excluded.ended_at,
         entries = excluded.entries, rows = excluded.rows, faults = excluded.faults, first_fault = excluded.first_fault,
         statement = excluded.statement`,
      [beganAt, endedAt, entries, rows, faults.length, faults[0] ? JSON.stringify(faults[0]) : null, statement],
    );
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    const [last, { began, unsealedSeconds }] = [await this.#last(), await this.#waiting()];
    const now = this.clock.now();
    const since = last ? new Date(last.endedAt) : (began ?? now);
    const hours = (now.getTime() - since.getTime()) / 3_600_000;
    return [
      {
        name: 'audit.faults',
        label: 'Alteraciones encontradas en la bitácora o en los datos que protege',
        value: last?.faults ?? 0,
        unit: '',
        limit: 0,
        remedy: 'Ejecute «audit verify --against-data», que dice dónde, y siga el manual de operación.',
      },
      {
        name: 'audit.unverified-hours',
        label: 'Tiempo desde la última verificación de la bitácora y de los datos que protege',
        value: Math.max(0, Math.floor(hours)),
        unit: 'h',
        limit: MAX_HOURS_WITHOUT_CHECK,
        remedy: 'Compruebe que los procesos de trabajo estén en marcha.',
      },
      {
        name: 'audit.unsealed-seconds',
        label: 'Espera del asiento más antiguo sin sellar',
        value: unsealedSeconds,
        unit: 's',
        limit: MAX_UNSEALED_SECONDS,
        remedy: 'Vea en el registro por qué no se sella; una transacción abierta también lo impide.',
      },
    ];
  }

  /** Undefined if there is none, or if it was altered in the database. */
  async #last(): Promise<CheckStatement | undefined> {
    const [row] = await this.em
      .fork()
      .execute<{ statement: string }[]>('select statement from kernel.audit_check where statement is not null');
    return row && this.statements.readCheck(row.statement);
  }

  async #waiting(): Promise<{ readonly began: Date | undefined; readonly unsealedSeconds: number }> {
    const [row] = await this.em.fork().execute<{ began: string | null; unsealedSeconds: number }[]>(
      `${OLDEST_UNSEALED}
       select (select at from kernel.audit_entry order by id limit 1) as began,
         greatest(0, coalesce((select extract(epoch from ?::timestamptz - min(at)) from oldest), 0))::int as "unsealedSeconds"`,
      [this.clock.now()],
    );
    const began = row?.began ?? undefined;
    return { began: began === undefined ? undefined : new Date(began), unsealedSeconds: row?.unsealedSeconds ?? 0 };
  }
}

/** A CTE with the first unsealed entry of each stream, read by a loose index scan, because there are few streams. */
const OLDEST_UNSEALED = `with recursive oldest as (
    (select stream, at from kernel.audit_entry where not sealed order by stream, id limit 1)
    union all
    select next.stream, next.at from oldest cross join lateral (
      select stream, at from kernel.audit_entry where not sealed and stream > oldest.stream order by stream, id limit 1
    ) next
  )`;
