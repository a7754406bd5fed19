import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { BajaCause, RollStatus } from '../domain/registry-status.js';
import { attemptsOf, decideMatch, type Hit } from './match-rule.js';
import {
  bestStanding,
  ElectoralRoll,
  NoRollCutError,
  type Match,
  type MatchedElector,
  type MatchQuestion,
  type Registration,
  type RollCut,
  type Standing,
} from './roll-port.js';

interface CutRow {
  readonly id: number;
  readonly name: string;
  readonly source: string;
  /** ISO 8601. */
  readonly in_force_from: string;
}

type HitRow = MatchedElector & {
  readonly questionId: string;
  readonly variant: Hit['variant'];
  readonly by: Hit['by'];
};

const ELECTOR = `e.stable_key as "stableKey", e.registry_status as "registryStatus", e.baja_cause as "bajaCause",
  e.entidad, e.distrito, e.municipio, e.seccion`;

/**
 * The roll in PostgreSQL. A batch is decrypted in the job's memory only, laid into a temporary table of its own
 * transaction (dropped at commit, never logged) and joined there as one set.
 */
@Injectable()
export class PostgresElectoralRoll extends ElectoralRoll {
  constructor(private readonly work: UnitOfWork) {
    super();
  }

  override async match(questions: readonly MatchQuestion[]): Promise<Match[]> {
    if (questions.length === 0) return [];
    const cuts = await this.#cuts();
    const asked = questions.map((question) => ({
      question,
      cut: named(cuts, question.cut) ?? inForceAt(cuts, question.asOf),
    }));
    await this.#layOut(asked);
    const rows = await this.#join();
    const hits = groupHits(rows);
    return asked.map(({ question, cut }) =>
      decideMatch(question.id, { name: cut.name, source: cut.source }, hits.get(question.id) ?? []),
    );
  }

  override async isRegistered(claveElector: string): Promise<Registration> {
    const [newest] = await this.#cuts();
    if (!newest) throw new NoRollCutError();
    const rows = await this.work.sql<{ registry_status: string }>(
      `select registry_status from roll.elector where cut_id = $1 and clave_elector = $2`,
      [newest.id, claveElector],
    );
    return {
      registered: rows.some((row) => row.registry_status !== 'baja'),
      inNominalList: rows.some((row) => row.registry_status === 'lista-nominal'),
      cut: { name: newest.name, source: newest.source },
    };
  }

  override async standingsOf(clavesElector: readonly string[]): Promise<{ standings: Standing[]; cut: RollCut }> {
    const [newest] = await this.#cuts();
    if (!newest) throw new NoRollCutError();
    const rows = await this.work.sql<{ clave: string; registryStatus: RollStatus; bajaCause: BajaCause | '' }>(
      `select e.clave_elector as clave, e.registry_status as "registryStatus", e.baja_cause as "bajaCause"
       from (select distinct unnest($2::text[]) as clave) asked
       join roll.elector e on e.cut_id = $1 and e.clave_elector = asked.clave`,
      [newest.id, clavesElector],
    );
    const found = new Map<string, typeof rows>();
    for (const row of rows) found.set(row.clave, [...(found.get(row.clave) ?? []), row]);
    return {
      standings: clavesElector.map((clave) => bestStanding(found.get(clave) ?? [])),
      cut: { name: newest.name, source: newest.source },
    };
  }

  #cuts(): Promise<CutRow[]> {
    return this.work.sql<CutRow>(
      `select id, name, source, to_json(in_force_from) #>> '{}' as in_force_from from roll.cut order by roll.cut.in_force_from desc, id desc`,
    );
  }

  async #layOut(asked: readonly { readonly question: MatchQuestion; readonly cut: CutRow }[]): Promise<void> {
    await this.work.sql(
      `create temporary table if not exists roll_question (
         question_id text, cut_id int, variant text, combination text,
         clave_elector text, numero_emision text, cic text, ocr text, identificador_ciudadano text
       ) on commit drop`,
    );
    await this.work.sql(`truncate roll_question`);
    const attempts = asked.flatMap(({ question, cut }) =>
      attemptsOf(question).map((attempt) => ({ id: question.id, cut: cut.id, ...attempt })),
    );
    await this.work.sql(
      `insert into roll_question
       select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])`,
      [
        attempts.map((one) => one.id),
        attempts.map((one) => one.cut),
        attempts.map((one) => one.variant),
        attempts.map((one) => one.combination),
        attempts.map((one) => one.claveElector),
        attempts.map((one) => one.numeroEmision),
        attempts.map((one) => one.cic),
        attempts.map((one) => one.ocr),
        attempts.map((one) => one.identificadorCiudadano),
      ],
    );
    await this.work.sql(`analyze roll_question`);
  }

  /** Whole combinations of both variants; single identifiers of what stands after correction. */
  #join(): Promise<HitRow[]> {
    const whole = (combination: string, condition: string): string =>
      `select q.question_id as "questionId", q.variant, 'combination' as by, ${ELECTOR}
       from roll_question q join roll.elector e on e.cut_id = q.cut_id and ${condition}
       where q.combination = '${combination}'`;
    const single = (column: string): string =>
      `select q.question_id, q.variant, 'single', ${ELECTOR}
       from roll_question q join roll.elector e on e.cut_id = q.cut_id and e.${column} = q.${column} and e.${column} <> ''
       where q.variant = 'effective' and q.${column} <> ''`;
    return this.work.sql<HitRow>(
      [
        whole(
          'clave-emision-ocr',
          `e.clave_elector = q.clave_elector and e.numero_emision = q.numero_emision and e.ocr = q.ocr and q.ocr <> ''`,
        ),
        whole('cic-ocr', `e.cic = q.cic and e.cic <> '' and e.ocr = q.ocr and q.ocr <> ''`),
        whole(
          'cic-ciudadano',
          `e.cic = q.cic and e.cic <> '' and e.identificador_ciudadano = q.identificador_ciudadano and q.identificador_ciudadano <> ''`,
        ),
        single('clave_elector'),
        single('cic'),
        single('ocr'),
        single('identificador_ciudadano'),
      ].join('\nunion all\n'),
    );
  }
}

function named(cuts: readonly CutRow[], name: string | undefined): CutRow | undefined {
  if (name === undefined) return undefined;
  const cut = cuts.find((one) => one.name === name);
  if (!cut) throw new Error(`the roll has no cut ${name}`);
  return cut;
}

/** The newest cut in force at an instant; before the first one, the first. @throws NoRollCutError */
function inForceAt(newestFirst: readonly CutRow[], at: Date): CutRow {
  const cut = newestFirst.find((one) => Date.parse(one.in_force_from) <= at.getTime()) ?? newestFirst.at(-1);
  if (!cut) throw new NoRollCutError();
  return cut;
}

function groupHits(rows: readonly HitRow[]): ReadonlyMap<string, Hit[]> {
  const groups = new Map<string, Hit[]>();
  for (const { questionId, variant, by, ...elector } of rows) {
    const group = groups.get(questionId) ?? [];
    group.push({ variant, by, elector });
    groups.set(questionId, group);
  }
  return groups;
}
