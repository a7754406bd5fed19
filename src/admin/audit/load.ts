import { auditLabels } from '../../kernel/audit/audit-labels.js';
import { FindAuditEntries, type AuditEntry } from '../../kernel/audit/find-audit-entries.js';
import { centralDay, formatCentral, parseCentral } from '../../kernel/clock/central-time.js';
import { actorKinds, actorNames, streamLabels } from '../audit-contributions.js';
import { listView } from '../list.js';
import type { Official } from '../official.js';
import { unchecked, type AuditContribution, type Contribution, type ScreenRequest } from '../screen.js';
import type { AuditRow, AuditView } from './views.js';
import { formatDetails, KERNEL_AUDIT } from './labels.js';

const DAY = 86_400_000;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Audit entries, newest first. Query parameters filter: `resultado`, `area`, `proceso`, `cuando` (hoy, semana, mes),
 * `quien` (an actor's id), `sobre` (kind and id, with a colon between).
 */
export async function loadAudit(
  contributions: readonly Contribution[],
  official: Official,
  { query }: ScreenRequest,
): Promise<AuditView> {
  const contributed = contributions.flatMap(({ audit }) => audit ?? []);
  const { resultado, area, proceso, quien, sobre } = query;
  const found = await official.ask(
    new FindAuditEntries(
      unchecked({
        after: query['despues'],
        before: query['antes'],
        atEnd: query['pagina'] === 'ultima',
        outcome: resultado,
        area,
        stream: proceso,
        actorId: quien,
        subject: sobre?.split(':', 2),
        from: startOfPeriod(query['cuando'], official.now()),
      }),
    ),
  );
  const names = await actorNames(
    contributed,
    official,
    found.rows.map(({ actorKind, actorId }) => ({ kind: actorKind, id: actorId })),
  );
  const streams = await streamLabels(contributed, official);
  const labels = mergeLabels(contributed);
  return {
    ...listView({ search: undefined }, found, (entry) => rowOf(official, entry, names, labels)),
    streams,
    areas: Object.entries(labels.areas),
    actorName: quien === undefined ? null : (names.get(quien) ?? labels.actors['system'] ?? null),
  };
}

function startOfPeriod(when: string | undefined, now: Date): Date | undefined {
  const days = when === 'hoy' ? 0 : when === 'semana' ? 6 : when === 'mes' ? 29 : undefined;
  return days === undefined ? undefined : parseCentral(`${centralDay(new Date(now.getTime() - days * DAY))}T00:00`);
}

type AuditLabels = Required<Pick<AuditContribution, 'areas' | 'subjects' | 'actors' | 'actorRoles' | 'details'>>;

function mergeLabels(contributed: readonly AuditContribution[]): AuditLabels {
  return {
    areas: Object.assign({}, ...contributed.map(({ areas }) => areas)) as AuditLabels['areas'],
    subjects: Object.assign({}, ...contributed.map(({ subjects }) => subjects)) as AuditLabels['subjects'],
    actors: actorKinds(contributed),
    details: Object.assign(
      {},
      KERNEL_AUDIT.details,
      ...contributed.map(({ details }) => details),
    ) as AuditLabels['details'],
    actorRoles: Object.assign({}, ...contributed.map(({ actorRoles }) => actorRoles)) as AuditLabels['actorRoles'],
  };
}

function rowOf(
  official: Official,
  entry: AuditEntry,
  names: ReadonlyMap<string, string>,
  { subjects, actors, actorRoles, details: known }: AuditLabels,
): AuditRow {
  const { id, at, actorKind, actorId, actorLabel, action, outcome, details } = entry;
  const kind = actors[actorKind];
  return {
    id,
    at: formatCentral(new Date(at)),
    actorName: names.get(actorId) ?? kind ?? actorLabel,
    actorRole: actorRoles[actorKind]?.[actorLabel] ?? kind ?? (actorRoles[actorKind] ? actorLabel : ''),
    actorId: actorId,
    action: auditLabels[action] ?? (outcome === 'refused' ? 'Quiso abrir algo que su cuenta no permite' : 'Consulta'),
    outcome,
    subject: subjectOf(official, entry, subjects),
    details: formatDetails(known, outcome, details),
  };
}

function subjectOf(
  official: Official,
  { subjectKind, subjectId }: AuditEntry,
  subjects: AuditLabels['subjects'],
): AuditRow['subject'] {
  const subject = subjects[subjectKind];
  if (!subject) return null;
  const { catalogue, permission } = subject;
  const opens = catalogue !== undefined && permission !== undefined && UUID.test(subjectId) && official.may(permission);
  return { label: subject.label, href: opens ? `/admin/resources/${catalogue}/records/${subjectId}/show` : null };
}
