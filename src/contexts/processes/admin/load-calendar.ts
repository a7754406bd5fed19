import type { Official } from '../../../admin/official.js';
import type { ScreenRequest } from '../../../admin/screen.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { entidadByKey } from '#electoral/identifiers';
import {
  GetOffice,
  GetOfficeRule,
  GetProcess,
  GetRuleChoices,
  ListKeyDeadlines,
  ListTerritoryCatalogues,
  type CalendarEntry,
} from '../index.js';
import { legalDeadline, type Anchor } from '../domain/legal-deadlines.js';
import { deadlineInWords } from '../domain/opl-public-key.js';
import { ruleSentence } from './parts/rule-form.js';
import type { CalendarRow, KeyDeadlinesView, RuleFormView, TerritoryListView } from './views.js';

/** `dd/mm/yyyy hh:mm` in hora centro. */
export function formatMinutes(iso: string): string {
  return formatCentralMinute(new Date(iso));
}

const entidadName = (key: string): string => entidadByKey(key)?.name ?? key;

const UNDATED_LABELS: Readonly<Record<Anchor, string>> = {
  'first-opening': 'Al fijar el primer periodo',
  opening: 'Al fijar el periodo',
  close: 'Al fijar el periodo',
  delivery: 'Al entregar los resultados',
  hearing: 'En cada audiencia',
  request: 'En cada requerimiento',
  'every-day': 'Cada día',
};

const PERIOD_ANCHORS: ReadonlySet<Anchor> = new Set(['first-opening', 'opening', 'close']);

/** @param hasPeriod whether a period was set; its dates are then missing only while it is inactive. */
export function calendarRows(entries: readonly CalendarEntry[], hasPeriod: boolean): CalendarRow[] {
  const next = entries.find(({ state }) => state === 'due' || state === 'coming');
  return entries.map((entry, index) => {
    const format = entry.key === 'opl-key' ? (iso: string) => deadlineInWords(new Date(iso)) : formatMinutes;
    return {
      id: `${entry.key} ${String(index)}`,
      label: entry.label,
      rule: entry.rule,
      numeral: entry.numeral,
      office: entry.officeName,
      at: entry.at === null ? null : format(entry.at),
      undatedLabel:
        entry.ifActivated === null
          ? undatedLabel(legalDeadline(entry.key).anchor, hasPeriod)
          : `Si se activa el periodo: ${format(entry.ifActivated)}`,
      state: entry.state,
      metAt: entry.metAt === null ? null : formatMinutes(entry.metAt),
      next: entry === next,
      changes: entry.changes.map(({ changedAt, previousAt, newAt, reason, agreement }) => ({
        changedAt: formatMinutes(changedAt),
        previousAt: format(previousAt),
        newAt: newAt === null ? null : format(newAt),
        cause: [agreement && `Acuerdo ${agreement}.`, reason && `${reason}.`].filter(Boolean).join(' '),
      })),
    };
  });
}

function undatedLabel(anchor: Anchor, hasPeriod: boolean): string {
  return hasPeriod && PERIOD_ANCHORS.has(anchor) ? 'Al activar el periodo' : UNDATED_LABELS[anchor];
}

export async function loadKeyDeadlines(official: Official): Promise<KeyDeadlinesView> {
  const deadlines = await official.ask(new ListKeyDeadlines({}));
  return {
    rows: deadlines.map((deadline) => ({
      ...deadline,
      entidad: entidadName(deadline.entidad),
      dueAt: deadline.dueAt && deadlineInWords(new Date(deadline.dueAt)),
      registeredAt: deadline.registeredAt && formatMinutes(deadline.registeredAt),
      testedAt: deadline.testedAt && formatMinutes(deadline.testedAt),
      waivedAt: deadline.waivedAt && formatMinutes(deadline.waivedAt),
      remindedAt: deadline.remindedAt && formatMinutes(deadline.remindedAt),
    })),
  };
}

export async function loadTerritories(official: Official): Promise<TerritoryListView> {
  const catalogues = await official.ask(new ListTerritoryCatalogues({}));
  return {
    rows: catalogues.map(({ inForce, ...catalogue }) => ({
      ...catalogue,
      entidad: `${catalogue.entidad} · ${entidadName(catalogue.entidad)}`,
      validFrom: formatMinutes(catalogue.validFrom).slice(0, 10),
      loadedAt: formatMinutes(catalogue.loadedAt),
      state: inForce ? 'in-force' : new Date(catalogue.validFrom) > official.now() ? 'to-come' : 'former',
    })),
  };
}

export async function loadRuleForm(official: Official, { recordId, query }: ScreenRequest): Promise<RuleFormView> {
  const { id, idProceso, name, practice } = await official.ask(new GetProcess({ processId: recordId }));
  const office = await official.ask(new GetOffice({ officeId: query['cargo'] ?? '' }));
  if (office.processId !== id) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  const versions = await official.ask(new GetOfficeRule({ officeId: office.id }));
  const { templates, units } = await official.ask(new GetRuleChoices({ officeId: office.id }));
  const [current] = versions;
  return {
    process: { id, idProceso, name, practice },
    office: { id: office.id, name: office.name },
    templates,
    units,
    current: current ? { version: current.version, rule: current.rule } : null,
    history: versions.map(({ version, rule, agreement, reason, at }) => ({
      version,
      sentence: ruleSentence(rule),
      agreement: agreement ?? '',
      reason: reason ?? '',
      at: formatMinutes(at),
    })),
  };
}
