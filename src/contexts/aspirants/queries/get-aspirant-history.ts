import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListOfficials } from '../../accounts/index.js';
import type { AspirantStatus } from '../domain/aspirant-status.js';
import {
  annulmentContext,
  correctionContext,
  withdrawalContext,
  type FieldChange,
  type CorrectionContent,
} from '../domain/corrections.js';
import { findAspirant } from '../persistence/aspirant-records.js';

const VISIBLE_BY = { entidad: 't.entidad' };

const input = z.object({ aspirantId: z.uuid() });

/**
 * A change to a registration. `at` is ISO 8601; `by` is the name of the official, or the id of a non-official actor.
 */
export type AspirantHistoryEntry = { readonly at: string; readonly by: string } & (
  | { readonly kind: 'status'; readonly to: AspirantStatus }
  | { readonly kind: 'validation'; readonly version: number }
  | {
      readonly kind: 'correction';
      readonly version: number;
      readonly reason: string;
      readonly changes: readonly FieldChange[];
    }
  /**
   * `number`: 1 for the first scan of this version of the registration; each replacement has the next number.
   * `codeRead`: false if the official compared folio and version instead; null if that is not known.
   */
  | { readonly kind: 'signed'; readonly version: number; readonly number: number; readonly codeRead: boolean | null }
  | { readonly kind: 'annulment'; readonly reason: string }
  | {
      readonly kind: 'withdrawal';
      readonly presentedOn: string;
      readonly documentNumber: string;
      readonly reason: string;
    }
);

/**
 * Lists the history of a registration, newest first: status transitions, validations, corrections with old and new
 * values, signed sheets, and the withdrawal or annulment (§5.F). The read of personal data is audited.
 */
@QuerySpec({ name: 'aspirants.get-aspirant-history', permission: 'aspirants.confirm', input, personalData: true })
export class GetAspirantHistory extends KernelQuery<z.infer<typeof input>, readonly AspirantHistoryEntry[]> {}

@QueryHandler(GetAspirantHistory)
export class GetAspirantHistoryHandler implements IQueryHandler<GetAspirantHistory> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { aspirantId } }: GetAspirantHistory): Promise<readonly AspirantHistoryEntry[]> {
    const aspirant = await findAspirant(this.work, aspirantId);
    this.work.authorize({ entidad: aspirant.entidad });
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId });
    const entries: AspirantHistoryEntry[] = [
      ...(await this.#transitions(aspirantId)),
      ...(await this.#validations(aspirantId)),
      ...(await this.#corrections(aspirantId)),
      ...(await this.#sheets(aspirantId)),
      ...(await this.#withdrawals(aspirantId)),
      ...(await this.#annulments(aspirantId)),
    ];
    const names = await this.#namesOf(new Set(entries.map(({ by }) => by)));
    return entries
      .map((entry) => ({ ...entry, by: names.get(entry.by) ?? entry.by }))
      .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  }

  async #transitions(aspirantId: string): Promise<AspirantHistoryEntry[]> {
    const rows = await this.work.rows<{ to: AspirantStatus; by: string; at: string }>(
      `select to_status as to, actor_id as by, at from aspirants.status_move m
         join aspirants.aspirant t on t.id = m.aspirant_id
       where {visible} and aspirant_id = $1 and to_status not in ('validated', 'withdrawn', 'annulled')
       order by m.id desc`,
      [aspirantId],
      VISIBLE_BY,
    );
    return rows.map((row) => ({ kind: 'status', ...row }));
  }

  async #validations(aspirantId: string): Promise<AspirantHistoryEntry[]> {
    const rows = await this.work.rows<{ version: number; by: string; at: string }>(
      `select v.version, actor_id as by, at from aspirants.validation v
         join aspirants.aspirant t on t.id = v.aspirant_id
       where {visible} and aspirant_id = $1 order by v.version desc`,
      [aspirantId],
      VISIBLE_BY,
    );
    return rows.map((row) => ({ kind: 'validation', ...row }));
  }

  async #corrections(aspirantId: string): Promise<AspirantHistoryEntry[]> {
    const rows = await this.work.rows<{ id: string; version: number; encrypted: Buffer; by: string; at: string }>(
      `select c.id, c.version, changes as encrypted, actor_id as by, at from aspirants.correction c
         join aspirants.aspirant t on t.id = c.aspirant_id
       where {visible} and aspirant_id = $1 order by c.version desc`,
      [aspirantId],
      VISIBLE_BY,
    );
    return Promise.all(
      rows.map(async ({ id, encrypted, ...row }): Promise<AspirantHistoryEntry> => {
        const text = await this.cipher.decryptText(encrypted, correctionContext(id));
        return { kind: 'correction', ...row, ...(JSON.parse(text) as CorrectionContent) };
      }),
    );
  }

  async #sheets(aspirantId: string): Promise<AspirantHistoryEntry[]> {
    const rows = await this.work.rows<{
      version: number;
      number: number;
      codeRead: boolean | null;
      by: string;
      at: string;
    }>(
      `select s.version, code_read as "codeRead", row_number() over (partition by s.version order by uploaded_at, s.id)::int as number,
         uploaded_by as by, uploaded_at as at from aspirants.signed_sheet s
         join aspirants.aspirant t on t.id = s.aspirant_id
       where {visible} and aspirant_id = $1 order by uploaded_at desc`,
      [aspirantId],
      VISIBLE_BY,
    );
    return rows.map((row) => ({ kind: 'signed', ...row }));
  }

  async #withdrawals(aspirantId: string): Promise<AspirantHistoryEntry[]> {
    const rows = await this.work.rows<{
      presentedOn: string;
      documentNumber: string;
      encrypted: Buffer;
      by: string;
      at: string;
    }>(
      `select presented_on::text as "presentedOn", document_number as "documentNumber", reason as encrypted,
         actor_id as by, at
       from aspirants.withdrawal w join aspirants.aspirant t on t.id = w.aspirant_id
       where {visible} and aspirant_id = $1`,
      [aspirantId],
      VISIBLE_BY,
    );
    return Promise.all(
      rows.map(async ({ encrypted, ...row }): Promise<AspirantHistoryEntry> => {
        return {
          kind: 'withdrawal',
          ...row,
          reason: await this.cipher.decryptText(encrypted, withdrawalContext(aspirantId)),
        };
      }),
    );
  }

  async #annulments(aspirantId: string): Promise<AspirantHistoryEntry[]> {
    const rows = await this.work.rows<{ sealed: Buffer; by: string; at: string }>(
      `select reason as sealed, actor_id as by, at
       from aspirants.annulment a join aspirants.aspirant t on t.id = a.aspirant_id
       where {visible} and aspirant_id = $1`,
      [aspirantId],
      VISIBLE_BY,
    );
    return Promise.all(
      rows.map(async ({ sealed, ...row }): Promise<AspirantHistoryEntry> => {
        return {
          kind: 'annulment',
          ...row,
          reason: await this.cipher.decryptText(sealed, annulmentContext(aspirantId)),
        };
      }),
    );
  }

  /** Names of the officials. Actors that are not officials have no name here. */
  async #namesOf(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    for (const accountId of [...ids].filter((id) => z.uuid().safeParse(id).success)) {
      const system = systemActor('aspirants.get-aspirant-history');
      const { rows } = await this.dispatcher.ask(system, new ListOfficials({ accountId }));
      const [official] = rows;
      if (official) names.set(accountId, official.fullName);
    }
    return names;
  }
}
