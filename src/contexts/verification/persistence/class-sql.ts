import { DEFAULT_RULE_SET, type ClassRule, type ClassRuleSet } from '../domain/class-rules.js';
import type { DuplicatePolicy } from '../domain/duplicates.js';

type Condition = ClassRule['when'][number];

/** Column of each fact in the query. */
const COLUMNS: Readonly<Record<Condition['fact'], string>> = {
  channel: 'channel',
  registryStatus: 'registry_status',
  deskVerdict: 'desk_verdict',
  outOfPeriod: 'out_of_period',
  inScope: 'in_scope',
  inExceptionRegime: 'in_exception_regime',
  duplicate: 'to_duplicate',
};

function classSql({ rules }: ClassRuleSet): string {
  return `case ${rules.map((rule) => `when ${matchesSql(rule)} then ${literal(rule.class)}`).join(' ')} else 'valido' end`;
}

function mayCountSql({ rules }: ClassRuleSet): string {
  const excluding = rules.filter(({ keepsPlace }) => !keepsPlace).map((rule) => `(${matchesSql(rule)})`);
  return `not (${['false', ...excluding].join(' or ')})`;
}

function matchesSql({ when }: ClassRule): string {
  return when.map(conditionSql).join(' and ');
}

function conditionSql(condition: Condition): string {
  const column = COLUMNS[condition.fact];
  if ('is' in condition) return condition.is ? column : `not ${column}`;
  if ('noneOf' in condition) return `${column} not in (${condition.noneOf.map(literal).join(', ')})`;
  const values = condition.oneOf.map(literal);
  return values.length === 1 ? `${column} = ${values.join()}` : `${column} in (${values.join(', ')})`;
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * `holds`: takes part in the duplicate order; `own`: rank among the supports of its aspirant; `place`: rank among all.
 */
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
 * Query of every support within `scope` with the duplicate mark (`to_duplicate`) and the class (`to_class`) that a rule
 * set gives it. The scope must contain either all supports of an elector or none. A spec compares the result with a
 * plain evaluation of one support after another (test/oracles), on random supports and random rule sets.
 * @param scope a condition on verification.support.
 */
export function classificationSql(scope: string, ruleSet: ClassRuleSet = DEFAULT_RULE_SET): string {
  const { duplicates } = ruleSet;
  const holds = duplicates.voidKeepsPlace ? 'true' : mayCountSql(ruleSet);
  const order =
    duplicates.betweenAspirants === 'ultima'
      ? 'received_at desc, folio collate "C" desc'
      : 'received_at, folio collate "C"';
  const ends =
    duplicates.betweenAspirants === 'ninguna'
      ? `, min(aspirant_id::text) over elector as lowest, max(aspirant_id::text) over elector as highest`
      : '';
  return `select *, ${classSql(ruleSet)} as to_class
    from (select *, ${duplicateSql(duplicates)} as to_duplicate
          from (select *, row_number() over (elector order by ${order}) as place,
                  row_number() over (partition by elector_key, holds, aspirant_id order by ${order}) as own${ends}
                from (select id, aspirant_id, process_id, office_id, entidad, elector_key, received_at, folio, channel,
                        registry_status, desk_verdict, out_of_period, in_scope, in_exception_regime, reported_class,
                        duplicate, rule_set, elector_key is not null and not withdrawn and ${holds} as holds
                      from verification.support where ${scope}) as facts
                window elector as (partition by elector_key, holds)) as ranked) as marked`;
}
