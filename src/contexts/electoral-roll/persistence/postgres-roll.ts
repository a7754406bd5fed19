import { Injectable } from '@nestjs/common';
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
    const found = new Findings(asked.length);
    // What was read beside a correction is tried as a whole in every partition, not at home alone.
    await this.#find(found, homeSql(asked), { settling: ['both'] });
    await this.#find(found, everywhereSql(asked), { among: found.unsettled, settling: ['both', 'effective'] });
    await this.#find(found, singleSql(asked), { among: found.unsettled, settling: [] });
    return asked.map(({ question, cut }, index) =>
      decideMatch(question.id, { name: cut.name, source: cut.source }, found.hits[index] ?? []),
    );
  }

  override async findRegistration(claveElector: string): Promise<Registration> {
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

  override async findStatuses(
    clavesElector: readonly string[],
  ): Promise<{ statuses: RollEntryStatus[]; cut: RollCut }> {
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
      statuses: clavesElector.map((clave) => bestStatus(found.get(clave) ?? [])),
      cut: { name: newest.name, source: newest.source },
    };
  }

  #cuts(): Promise<CutRow[]> {
    return this.work.sql<CutRow>(
      `select id, name, source, in_force_from from roll.cut order by roll.cut.in_force_from desc, id desc`,
    );
  }

  async #layOut(asked: readonly Asked[]): Promise<void> {
    await this.work.sql(
      `create temporary table if not exists roll_question (
         question int, cut_id int, entidad text, variant text, combination text,
         clave_elector text, numero_emision text, cic text, ocr text, identificador_ciudadano text
       ) on commit drop`,
    );
    await this.work.sql(`truncate roll_question`);
    const attempts = asked.flatMap(({ question, cut }, index) =>
      buildAttempts(question).map((attempt) => ({ ...attempt, index, cut: cut.id, entidad: question.entidad ?? '' })),
    );
    await this.work.sql(
      `insert into roll_question
       select * from unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
         $9::text[], $10::text[])`,
      [
        attempts.map((one) => one.index),
        attempts.map((one) => one.cut),
        attempts.map((one) => one.entidad),
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

  async #find(
    found: Findings,
    joins: readonly string[],
    { among, settling }: { readonly among?: readonly number[]; readonly settling: readonly Hit['variant'][] },
  ): Promise<void> {
    if (joins.length === 0 || among?.length === 0) return;
    found.take(await this.work.sql<Finding>(joins.join('\nunion all\n'), among ? [among] : []), settling);
  }
}

interface Asked {
  readonly question: MatchQuestion;
  readonly cut: CutRow;
}

type Finding = MatchedElector & {
  readonly question: number;
  readonly variant: Hit['variant'];
  readonly whole: boolean;
  /** Nothing else that was asked could lead to somebody else. */
  readonly settles: boolean;
};

/** What was found so far, by the place of the question. */
class Findings {
  readonly hits: Hit[][];
  readonly #open: Set<number>;

  constructor(questions: number) {
    this.hits = Array.from({ length: questions }, () => []);
    this.#open = new Set(this.hits.keys());
  }

  get unsettled(): number[] {
    return [...this.#open];
  }

  /** @param settling which variants leave nothing else to be looked for, once a row agrees with all that they ask. */
  take(findings: readonly Finding[], settling: readonly Hit['variant'][]): void {
    for (const { question, variant, whole, settles, ...elector } of findings) {
      this.hits[question]?.push({ variant, by: whole ? 'combination' : 'single', elector });
      if (settles && settling.includes(variant)) this.#open.delete(question);
    }
  }
}

const CIC_OCR = `(q.combination = 'cic-ocr' and q.ocr <> '' and e.ocr = q.ocr)`;
const CIC_CITIZEN = `(q.combination = 'cic-ciudadano' and q.identificador_ciudadano <> ''
  and e.identificador_ciudadano = q.identificador_ciudadano)`;
const WHOLE_BY_CIC = `(${CIC_OCR} or ${CIC_CITIZEN})`;

/**
 * By the identifiers that the type of card goes by: the CIC, of which the whole combination is a part, or clave, emission and
 * OCR. A row that agrees with all that was asked settles the question, unless an identifier is known to be shared.
 */
function byCard(cut: number, where: string): string[] {
  const agrees = (column: string): string =>
    `(q.${column} = '' or (q.${column} = e.${column} and q.${column} not in
       (select value from roll.shared_identifier where cut_id = ${cut} and kind = '${column}')))`;
  const settles = ['clave_elector', 'cic', 'ocr', 'identificador_ciudadano'].map(agrees).join(' and ');
  return [
    `select q.question, q.variant, ${WHOLE_BY_CIC} as whole, ${settles} as settles, ${ELECTOR}
     from roll_question q join roll.elector e on e.cut_id = ${cut} and e.cic = q.cic and e.cic <> '' ${where}
     where q.cut_id = ${cut} and q.cic <> '' and (q.variant <> 'read' or ${WHOLE_BY_CIC})`,
    `select q.question, q.variant, true, ${settles}, ${ELECTOR}
     from roll_question q join roll.elector e on e.cut_id = ${cut} and e.clave_elector = q.clave_elector
       and e.numero_emision = q.numero_emision and e.ocr = q.ocr ${where}
     where q.cut_id = ${cut} and q.combination = 'clave-emision-ocr' and q.ocr <> ''`,
  ];
}

/** Nearly all electors are registered where the office is elected: in one partition of the cut. */
function homeSql(asked: readonly Asked[]): string[] {
  const homes = new Set(
    asked.flatMap(({ question: { entidad = '' }, cut }) => (/^\d{2}$/.test(entidad) ? [`${cut.id} ${entidad}`] : [])),
  );
  return [...homes].flatMap((home) => {
    const [cut, entidad = ''] = home.split(' ');
    return byCard(Number(cut), `and e.entidad = '${entidad}' and q.entidad = '${entidad}'`);
  });
}

/** Those whom that has not settled, `$1`, in every partition. */
function everywhereSql(asked: readonly Asked[]): string[] {
  return cutsOf(asked).flatMap((cut) => byCard(cut, 'and q.question = any($1::int[])'));
}

/** And those who are open still by each of their identifiers alone, of what stands after correction. */
function singleSql(asked: readonly Asked[]): string[] {
  return cutsOf(asked).flatMap((cut) =>
    ['clave_elector', 'ocr', 'identificador_ciudadano'].map(
      (column) =>
        `select q.question, q.variant, false as whole, false as settles, ${ELECTOR}
         from roll_question q join roll.elector e on e.cut_id = ${cut} and e.${column} = q.${column} and e.${column} <> ''
         where q.cut_id = ${cut} and q.variant <> 'read' and q.${column} <> '' and q.question = any($1::int[])`,
    ),
  );
}

function cutsOf(asked: readonly Asked[]): number[] {
  return [...new Set(asked.map(({ cut }) => cut.id))];
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
