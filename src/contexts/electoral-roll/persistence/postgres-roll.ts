import { Injectable } from '@nestjs/common';
import { DatabaseRole } from '../../../kernel/database/database-role.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { BajaCause, RollStatus } from '#electoral/roll';
import { buildAttempts, decideMatch, type Hit } from '../domain/match-rule.js';
import {
  bestStatus,
  ElectoralRoll,
  NoRollCutError,
  type Match,
  type MatchedElector,
  type MatchQuestion,
  type Registration,
  type RollCut,
  type RollEntryStatus,
} from '../roll-port.js';

interface CutRow {
  readonly id: number;
  readonly name: string;
  readonly source: string;
  /** ISO 8601. */
  readonly in_force_from: string;
}

const ELECTOR = `e.stable_key as "stableKey", e.registry_status as "registryStatus", e.baja_cause as "bajaCause",
  e.entidad, e.distrito, e.municipio, e.seccion`;

/**
 * The roll in PostgreSQL, which only the role `apoyo_roll_reader` reads. The job decrypts a batch in memory, loads it
 * into a temporary table of its own transaction (dropped at commit, never logged) and joins it with the roll as one
 * set.
 */
@Injectable()
export class PostgresElectoralRoll extends ElectoralRoll {
  constructor(private readonly work: UnitOfWork) {
    super();
  }

  override async match(questions: readonly MatchQuestion[]): Promise<Match[]> {
    if (questions.length === 0) return [];
    const cuts = await this.#cuts();
    const withCuts = questions.map((question) => ({
      question,
      cut: findByName(cuts, question.cut) ?? findInForce(cuts, question.asOf),
    }));
    const search = new SearchState(questions.length);
    await this.work.asRole(DatabaseRole.RollReader, async () => {
      await this.#loadQuestions(withCuts);
      // A reading that was corrected is searched in every partition, so the home entidad cannot decide its question.
      await this.#search(search, homeEntidadQueries(withCuts), { deciding: ['both'] });
      await this.#search(search, allEntidadesQueries(withCuts), {
        only: search.undecided,
        deciding: ['both', 'effective'],
      });
      await this.#search(search, singleIdentifierQueries(withCuts), { only: search.undecided, deciding: [] });
    });
    return withCuts.map(({ question, cut }, index) =>
      decideMatch(question.id, { name: cut.name, source: cut.source }, search.hits[index] ?? []),
    );
  }

  override async findRegistration(claveElector: string): Promise<Registration> {
    const [newest] = await this.#cuts();
    if (!newest) throw new NoRollCutError();
    const rows = await this.work.asRole(DatabaseRole.RollReader, () =>
      this.work.sql<{ registry_status: string }>(
        `select registry_status from roll.elector where cut_id = $1 and clave_elector = $2`,
        [newest.id, claveElector],
      ),
    );
    return {
      registered: rows.some((row) => row.registry_status !== 'baja'),
      inNominalList: rows.some((row) => row.registry_status === 'lista-nominal'),
      cut: { name: newest.name, source: newest.source },
    };
  }

  override async findStatuses(
    clavesElector: readonly string[],
  ): Promise<{ statuses: RollEntryStatus[]; cut: RollCut }> {
    const [newest] = await this.#cuts();
    if (!newest) throw new NoRollCutError();
    const rows = await this.work.asRole(DatabaseRole.RollReader, () =>
      this.work.sql<{ clave: string; registryStatus: RollStatus; bajaCause: BajaCause | '' }>(
        `select e.clave_elector as clave, e.registry_status as "registryStatus", e.baja_cause as "bajaCause"
         from (select distinct unnest($2::text[]) as clave) wanted
         join roll.elector e on e.cut_id = $1 and e.clave_elector = wanted.clave`,
        [newest.id, clavesElector],
      ),
    );
    const byClave = new Map<string, typeof rows>();
    for (const row of rows) byClave.set(row.clave, [...(byClave.get(row.clave) ?? []), row]);
    return {
      statuses: clavesElector.map((clave) => bestStatus(byClave.get(clave) ?? [])),
      cut: { name: newest.name, source: newest.source },
    };
  }

  #cuts(): Promise<CutRow[]> {
    return this.work.sql<CutRow>(
      `select id, name, source, in_force_from from roll.cut order by roll.cut.in_force_from desc, id desc`,
    );
  }

  async #loadQuestions(questions: readonly QuestionWithCut[]): Promise<void> {
    await this.work.sql(
      `create temporary table if not exists roll_question (
         question int, cut_id int, entidad text, variant text, combination text,
         clave_elector text, numero_emision text, cic text, ocr text, identificador_ciudadano text
       ) on commit drop`,
    );
    await this.work.sql(`truncate roll_question`);
    const attempts = questions.flatMap(({ question, cut }, index) =>
      buildAttempts(question).map((attempt) => ({ ...attempt, index, cut: cut.id, entidad: question.entidad ?? '' })),
    );
    await this.work.sql(
      `insert into roll_question
       select * from unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
         $9::text[], $10::text[])`,
      [
        attempts.map((attempt) => attempt.index),
        attempts.map((attempt) => attempt.cut),
        attempts.map((attempt) => attempt.entidad),
        attempts.map((attempt) => attempt.variant),
        attempts.map((attempt) => attempt.combination),
        attempts.map((attempt) => attempt.claveElector),
        attempts.map((attempt) => attempt.numeroEmision),
        attempts.map((attempt) => attempt.cic),
        attempts.map((attempt) => attempt.ocr),
        attempts.map((attempt) => attempt.identificadorCiudadano),
      ],
    );
    await this.work.sql(`analyze roll_question`);
  }

  async #search(
    search: SearchState,
    joins: readonly string[],
    { only, deciding }: { readonly only?: readonly number[]; readonly deciding: readonly Hit['variant'][] },
  ): Promise<void> {
    if (joins.length === 0 || only?.length === 0) return;
    search.add(await this.work.sql<FoundRow>(joins.join('\nunion all\n'), only ? [only] : []), deciding);
  }
}

interface QuestionWithCut {
  readonly question: MatchQuestion;
  readonly cut: CutRow;
}

type FoundRow = MatchedElector & {
  readonly question: number;
  readonly variant: Hit['variant'];
  readonly isFullMatch: boolean;
  /** No other identifier of the question can belong to a different elector. */
  readonly isDecisive: boolean;
};

/** Hits by question index, and the questions that are still undecided. */
class SearchState {
  readonly hits: Hit[][];
  readonly #undecided: Set<number>;

  constructor(questions: number) {
    this.hits = Array.from({ length: questions }, () => []);
    this.#undecided = new Set(this.hits.keys());
  }

  get undecided(): number[] {
    return [...this.#undecided];
  }

  /** @param deciding the variants for which a decisive row ends the search. */
  add(rows: readonly FoundRow[], deciding: readonly Hit['variant'][]): void {
    for (const { question, variant, isFullMatch, isDecisive, ...elector } of rows) {
      this.hits[question]?.push({ variant, by: isFullMatch ? 'combination' : 'single', elector });
      if (isDecisive && deciding.includes(variant)) this.#undecided.delete(question);
    }
  }
}

const CIC_OCR = `(q.combination = 'cic-ocr' and q.ocr <> '' and e.ocr = q.ocr)`;
const CIC_CITIZEN = `(q.combination = 'cic-ciudadano' and q.identificador_ciudadano <> ''
  and e.identificador_ciudadano = q.identificador_ciudadano)`;
const FULL_MATCH_BY_CIC = `(${CIC_OCR} or ${CIC_CITIZEN})`;

/**
 * Searches by the identifiers of the card type: the CIC (the full combination is checked in the same row), or clave,
 * issue number and OCR. A row that agrees with every identifier of the question decides it, unless the cut lists one
 * of the identifiers as shared.
 */
function cardQueries(cut: number, where: string): string[] {
  const agrees = (column: string): string =>
    `(q.${column} = '' or (q.${column} = e.${column} and q.${column} not in
       (select value from roll.shared_identifier where cut_id = ${cut} and kind = '${column}')))`;
  const isDecisive = ['clave_elector', 'cic', 'ocr', 'identificador_ciudadano'].map(agrees).join(' and ');
  return [
    `select q.question, q.variant, ${FULL_MATCH_BY_CIC} as "isFullMatch", ${isDecisive} as "isDecisive", ${ELECTOR}
     from roll_question q join roll.elector e on e.cut_id = ${cut} and e.cic = q.cic and e.cic <> '' ${where}
     where q.cut_id = ${cut} and q.cic <> '' and (q.variant <> 'read' or ${FULL_MATCH_BY_CIC})`,
    `select q.question, q.variant, true, ${isDecisive}, ${ELECTOR}
     from roll_question q join roll.elector e on e.cut_id = ${cut} and e.clave_elector = q.clave_elector
       and e.numero_emision = q.numero_emision and e.ocr = q.ocr ${where}
     where q.cut_id = ${cut} and q.combination = 'clave-emision-ocr' and q.ocr <> ''`,
  ];
}

/** Searches only the partition of the entidad where the office is elected: nearly all electors are registered there. */
function homeEntidadQueries(questions: readonly QuestionWithCut[]): string[] {
  const homes = new Set(
    questions.flatMap(({ question: { entidad = '' }, cut }) =>
      /^\d{2}$/.test(entidad) ? [`${cut.id} ${entidad}`] : [],
    ),
  );
  return [...homes].flatMap((home) => {
    const [cut, entidad = ''] = home.split(' ');
    return cardQueries(Number(cut), `and e.entidad = '${entidad}' and q.entidad = '${entidad}'`);
  });
}

/** Searches every partition for the undecided questions, `$1`. */
function allEntidadesQueries(questions: readonly QuestionWithCut[]): string[] {
  return cutIdsOf(questions).flatMap((cut) => cardQueries(cut, 'and q.question = any($1::int[])'));
}

/** Searches the undecided questions, `$1`, by each single identifier, with the typed corrections applied. */
function singleIdentifierQueries(questions: readonly QuestionWithCut[]): string[] {
  return cutIdsOf(questions).flatMap((cut) =>
    ['clave_elector', 'ocr', 'identificador_ciudadano'].map(
      (column) =>
        `select q.question, q.variant, false as "isFullMatch", false as "isDecisive", ${ELECTOR}
         from roll_question q join roll.elector e on e.cut_id = ${cut} and e.${column} = q.${column} and e.${column} <> ''
         where q.cut_id = ${cut} and q.variant <> 'read' and q.${column} <> '' and q.question = any($1::int[])`,
    ),
  );
}

function cutIdsOf(questions: readonly QuestionWithCut[]): number[] {
  return [...new Set(questions.map(({ cut }) => cut.id))];
}

function findByName(cuts: readonly CutRow[], name: string | undefined): CutRow | undefined {
  if (name === undefined) return undefined;
  const cut = cuts.find((candidate) => candidate.name === name);
  if (!cut) throw new Error(`the roll has no cut ${name}`);
  return cut;
}

/**
 * The newest cut in force at an instant, or the first cut if none was in force yet.
 * @throws NoRollCutError if no cut is loaded.
 */
function findInForce(newestFirst: readonly CutRow[], at: Date): CutRow {
  const cut =
    newestFirst.find((candidate) => Date.parse(candidate.in_force_from) <= at.getTime()) ?? newestFirst.at(-1);
  if (!cut) throw new NoRollCutError();
  return cut;
}
