import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetOffice, type OfficeView } from '../../processes/index.js';
import { electorKeyInput, provisionalKeyInputs, type ElectorKeyInput } from '../domain/elector-key.js';
import { isInScope } from '../domain/scope.js';
import { lockElectors } from '../persistence/support-records.js';
import { normaliseFields } from '#electoral/identifiers';
import type { MatchResult } from './step-types.js';

const SYSTEM = systemActor('verification');

/** Records roll answers and the keys used to find duplicates: the elector key or provisional keys. */
@Injectable()
export class RecordRollAnswers {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** Keeps earlier answers; a support shows the newest one. */
  async record(answers: readonly MatchResult[]): Promise<void> {
    if (answers.length === 0) return;
    const at = this.clock.now();
    const offices = await this.#offices(answers);
    const keys = await this.#digests(
      answers.map(({ support, match }) =>
        match.outcome === 'matched' ? electorKeyInput(support, match.elector.stableKey) : undefined,
      ),
    );
    await lockElectors(this.work, [...answers.map(({ support }) => support.electorKey), ...keys]);
    const rows = answers.map(({ support: { id, officeId }, match }, index) => {
      const elector = match.outcome === 'matched' ? match.elector : undefined;
      const office = offices.get(officeId);
      return {
        id,
        cut: match.cut.name,
        source: match.cut.source,
        outcome: match.outcome,
        registry_status: elector?.registryStatus ?? 'no-encontrado',
        baja_cause: elector?.bajaCause ?? '',
        matched_by: match.outcome === 'matched' ? match.matchedBy : null,
        entidad: elector?.entidad,
        distrito: elector?.distrito,
        municipio: elector?.municipio,
        seccion: elector?.seccion,
        elector_key: keys[index]?.toString('hex'),
        in_scope: elector && office ? isInScope(office, elector) : true,
      };
    });
    await this.work.sql(
      `with answer as (
         select * from jsonb_to_recordset($1::jsonb) as one (id uuid, cut text, source text, outcome text,
           registry_status text, baja_cause text, matched_by text, entidad text, distrito text, municipio text,
           seccion text, elector_key text, in_scope boolean)),
       recorded as (
         insert into verification.roll_answer (support_id, cut, source, outcome, registry_status, baja_cause, matched_by,
           answered_at)
         select id, cut, source, outcome, registry_status, baja_cause, matched_by, $2 from answer)
       update verification.support as support set registry_status = answer.registry_status,
         baja_cause = answer.baja_cause, matched_by = answer.matched_by, match_conflict = answer.outcome = 'conflict',
         roll_cut = answer.cut, matched_at = $2, elector_entidad = answer.entidad, elector_distrito = answer.distrito,
         elector_municipio = answer.municipio, elector_seccion = answer.seccion,
         elector_key = decode(answer.elector_key, 'hex'), in_scope = answer.in_scope, duplicate = null
       from answer where support.id = answer.id`,
      [JSON.stringify(rows), at],
    );
    await this.#reconcileKeys(answers);
  }

  /** A matched record has only its elector key; an unmatched one has a provisional key per identifier (decision 11). */
  async #reconcileKeys(answers: readonly MatchResult[]): Promise<void> {
    await this.work.sql(`delete from verification.provisional_key where support_id = any($1::uuid[])`, [
      answers.map(({ support }) => support.id),
    ]);
    const inputs = answers
      .filter(({ match }) => match.outcome !== 'matched')
      .flatMap(({ support, read, typed }) =>
        provisionalKeyInputs(support, { ...normaliseFields(read), ...normaliseFields(typed) }).map((input) => ({
          id: support.id,
          input,
        })),
      );
    if (inputs.length === 0) return;
    await this.work.sql(
      `insert into verification.provisional_key (support_id, digest) select * from unnest($1::uuid[], $2::bytea[])
       on conflict do nothing`,
      [inputs.map(({ id }) => id), await this.#digests(inputs.map(({ input }) => input))],
    );
  }

  async #offices(answers: readonly MatchResult[]): Promise<ReadonlyMap<string, OfficeView>> {
    const offices = new Map<string, OfficeView>();
    for (const officeId of new Set(answers.map(({ support }) => support.officeId))) {
      offices.set(officeId, await this.dispatcher.ask(SYSTEM, new GetOffice({ officeId })));
    }
    return offices;
  }

  /** In input order; null for undefined inputs. */
  async #digests(inputs: readonly (ElectorKeyInput | undefined)[]): Promise<(Buffer | null)[]> {
    const digests: (Buffer | null)[] = inputs.map(() => null);
    const byKey = new Map<string, number[]>();
    inputs.forEach((input, index) => {
      if (input) byKey.set(input.keyName, [...(byKey.get(input.keyName) ?? []), index]);
    });
    for (const [keyName, indexes] of byKey) {
      const keyDigests = await this.hash.digestEach(
        keyName,
        indexes.map((index) => inputs[index]?.parts ?? []),
      );
      indexes.forEach((index, position) => (digests[index] = keyDigests[position] ?? null));
    }
    return digests;
  }
}
