import { DEFAULT_DUPLICATE_POLICY, type DuplicatePolicy } from '../domain/duplicates.js';
import { DEFAULT_PRECEDENCE, type Precedence, type ReportedClass } from '../domain/reported-class.js';

/**
 * When a support belongs to a class, as a condition on a row of verification.support: the only place that says so. A spec
 * compares the class and the duplicates that result with a plain evaluation of one support after another
 * (test/oracles), on random supports in PostgreSQL.
 */
const HOLDS: Readonly<Record<Exclude<ReportedClass, 'valido'>, string>> = {
  'en-procesamiento': `registry_status = 'en-procesamiento'`,
  'mesa-de-control': `desk_verdict = 'pendiente'`,
  'con-inconsistencia': `desk_verdict not in ('pendiente', 'sin-inconsistencia')`,
  'fuera-de-periodo': `out_of_period`,
  'no-encontrado': `registry_status = 'no-encontrado'`,
  baja: `registry_status = 'baja'`,
  padron: `registry_status = 'padron'`,
  'otra-situacion': `registry_status = 'otra-situacion'`,
  'fuera-de-ambito': `not in_scope`,
  'fuera-de-regimen': `channel = 'paper' and not in_exception_regime`,
  'duplicado-mismo': `to_duplicate = 'same-aspirant'`,
  'duplicado-otro': `to_duplicate = 'other-aspirant'`,
};

/** What passes: these say nothing of whether a record may yet count. */
const WAITING: ReadonlySet<string> = new Set([
  'en-procesamiento',
  'mesa-de-control',
  'duplicado-mismo',
  'duplicado-otro',
] satisfies ReportedClass[]);

function classSql({ order }: Precedence): string {
  return `case ${order.map((one) => `when ${HOLDS[one]} then '${one}'`).join(' ')} else 'valido' end`;
}

function mayCountSql({ order }: Precedence): string {
  const against = order.filter((one) => !WAITING.has(one)).map((one) => `(${HOLDS[one]})`);
  return `not (${['false', ...against].join(' or ')})`;
}

/** Within an elector, those that hold a place; `own` is its rank among those of its aspirant, `place` among all. */
function duplicateSql({ betweenAspirants }: DuplicatePolicy): string {
  const other = {
    primera: 'place > 1',
    ultima: 'place > 1',
    ninguna: 'lowest <> highest',
    ambas: 'false',
  }[betweenAspirants];
  return `case when not holds then null when own > 1 then 'same-aspirant' when ${other} then 'other-aspirant' end`;
}

/**
 * A query of every support within `scope` with the duplicate mark (`to_duplicate`) and the class (`to_class`) that its facts
 * give. The scope has all the supports of an elector, or none of them.
 * @param scope a condition on verification.support.
 */
export function judgedSql(
  scope: string,
  policy: DuplicatePolicy = DEFAULT_DUPLICATE_POLICY,
  precedence: Precedence = DEFAULT_PRECEDENCE,
): string {
  const holds = policy.voidKeepsPlace ? 'true' : mayCountSql(precedence);
  const order =
    policy.betweenAspirants === 'ultima'
      ? 'received_at desc, folio collate "C" desc'
      : 'received_at, folio collate "C"';
  const ends =
    policy.betweenAspirants === 'ninguna'
      ? `, min(aspirant_id::text) over elector as lowest, max(aspirant_id::text) over elector as highest`
      : '';
  return `select *, ${classSql(precedence)} as to_class
    from (select *, ${duplicateSql(policy)} as to_duplicate
          from (select *, row_number() over (elector order by ${order}) as place,
                  row_number() over (partition by elector_key, holds, aspirant_id order by ${order}) as own${ends}
                from (select id, aspirant_id, process_id, office_id, entidad, elector_key, received_at, folio, channel,
                        registry_status, desk_verdict, out_of_period, in_scope, in_exception_regime, reported_class,
                        duplicate, elector_key is not null and not withdrawn and ${holds} as holds
                      from verification.support where ${scope}) as facts
                window elector as (partition by elector_key, holds)) as ranked) as marked`;
}
