import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/** `enter`: a person may help two aspirants of a process, and the OPL sees it; `refuse`: the OPL forbids it. */
export const OTHER_ASPIRANT_RULES = ['enter', 'refuse'] as const;
export type OtherAspirantRule = (typeof OTHER_ASPIRANT_RULES)[number];

/** Applies until the OPL sets a rule. */
export const DEFAULT_OTHER_ASPIRANT_RULE: OtherAspirantRule = 'enter';

/** Whether the OPL forbids a person to help two aspirants. */
export async function refusesOtherAspirants(work: UnitOfWork, entidad: string): Promise<boolean> {
  const [found] = await work.sql<{ rule: OtherAspirantRule }>(
    'select rule from auxiliaries.other_aspirant_rule where entidad = $1 order by version desc limit 1',
    [entidad],
  );
  return (found?.rule ?? DEFAULT_OTHER_ASPIRANT_RULE) === 'refuse';
}

type RuleTable = 'auxiliaries.other_aspirant_rule' | 'auxiliaries.padron_limit';

/** The version in force of an entidad's rule; 0 until one is set. */
export async function versionOf(work: UnitOfWork, table: RuleTable, entidad: string): Promise<number> {
  const [found] = await work.sql<{ version: number | null }>(
    `select max(version) as version from ${table} where entidad = $1`,
    [entidad],
  );
  return found?.version ?? 0;
}
