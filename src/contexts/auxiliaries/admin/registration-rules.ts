import { ENTIDADES, entidadByKey } from '#electoral/identifiers';
import { wholeNumberOf } from '#electoral/normalise';
import type { Official } from '../../../admin/official.js';
import { isConfirmed, unchecked, type Page } from '../../../admin/screen.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { DEFAULT_PADRON_LIMITS } from '../domain/padron-limits.js';
import {
  GetOtherAspirantRule,
  ListPadronLimits,
  SetOtherAspirantRule,
  SetPadronLimits,
  type PadronLimitsVersion,
} from '../index.js';
import { DEFAULT_OTHER_ASPIRANT_RULE } from '../persistence/registration-rules.js';
import { formatMinute } from './load-record.js';
import type { OtherAspirantRuleView, PadronLimitListView, PadronLimitView } from './rule-views.js';

const LIMITS = 'auxiliaries.set-padron-limits';
const RULE = 'auxiliaries.set-rules';

/** The OPL's rule for a person who would help two aspirants of a process (§6.4). */
export const otherAspirantRule: Page = {
  name: 'auxiliares-de-dos-aspirantes',
  label: 'Auxiliares de dos aspirantes y consultas al padrón',
  permission: RULE,
  component: 'auxiliaries/other-aspirant-rule',
  load: async (official): Promise<OtherAspirantRuleView> => {
    const entidad = entidadOf(official);
    const versions = await official.ask(new GetOtherAspirantRule({ entidad }));
    const [limits] = await official.ask(new ListPadronLimits({ entidad }));
    return {
      rule: versions[0]?.rule ?? DEFAULT_OTHER_ASPIRANT_RULE,
      version: versions[0]?.version ?? 0,
      versions: versions.map((one) => ({ ...one, at: minuteOf(one.at) })),
      limits: inForce(limits),
    };
  },
  post: (official, { rule, reason, version }) =>
    official.run(new SetOtherAspirantRule(unchecked({ entidad: entidadOf(official), rule, reason, version }))),
};

/** The limits on padrón queries of every entidad, which DERFE sets (decision 28). */
export const padronLimits: Page = {
  name: 'consultas-al-padron',
  label: 'Consultas al padrón',
  permission: LIMITS,
  component: 'auxiliaries/padron-limit-list',
  load: async (official): Promise<PadronLimitListView> => {
    const found = await official.ask(new ListPadronLimits({}));
    return {
      rows: ENTIDADES.map(({ key, name }) => {
        const versions = found.filter(({ entidad }) => entidad === key);
        const [latest] = versions;
        return {
          ...{ entidad: key, name, isDefault: latest === undefined, at: minuteOf(latest?.at ?? null) },
          ...inForce(latest),
        };
      }),
    };
  },
};

export const padronLimit: Page = {
  name: 'cambiar-consultas-al-padron',
  label: 'Cambiar las consultas al padrón',
  permission: LIMITS,
  component: 'auxiliaries/set-padron-limits',
  hiddenFromNavigation: true,
  load: async (official, { query }): Promise<PadronLimitView> => {
    const entidad = entidadByKey(query['entidad'] ?? '');
    if (!entidad) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    const versions = await official.ask(new ListPadronLimits({ entidad: entidad.key }));
    return {
      entidad: entidad.key,
      name: entidad.name,
      version: versions[0]?.version ?? 0,
      ...inForce(versions[0]),
      versions: versions.map((one) => ({ ...one, at: minuteOf(one.at) })),
    };
  },
  post: async (official, { perDay, perDayByFile, reason, version, belowUse }, { query }) => {
    const limits = { perDay: wholeNumberOf(perDay), perDayByFile: wholeNumberOf(perDayByFile) };
    const change = { entidad: query['entidad'], reason, version, belowUse: isConfirmed(belowUse) };
    await official.run(new SetPadronLimits(unchecked({ ...limits, ...change })));
    return limits;
  },
};

function entidadOf({ actor }: Official): string {
  return actor.scope['entidad'] ?? '';
}

function inForce(latest: PadronLimitsVersion | undefined): Pick<PadronLimitsVersion, 'perDay' | 'perDayByFile'> {
  const { perDay, perDayByFile } = latest ?? DEFAULT_PADRON_LIMITS;
  return { perDay, perDayByFile };
}

const minuteOf = (at: string | null): string | null => (at === null ? null : formatMinute(at));
