import { FindAspirants } from '../../contexts/aspirants/index.js';
import { NameOfficials, ROLE_TABLE } from '../../contexts/accounts/index.js';
import { ListProcesses } from '../../contexts/processes/index.js';
import { auditWords } from '../../kernel/audit/audit-words.js';
import { FindAuditEntries, type AuditEntry } from '../../kernel/audit/find-audit-entries.js';
import { centralDay, formatCentral, parseCentral } from '../../kernel/clock/central-time.js';
import { listView } from '../list.js';
import type { Official } from '../official.js';
import { unchecked, type Place } from '../screen.js';
import type { AuditRow, AuditView } from './views.js';
import { ACTORS, AREAS, detailsOf, SUBJECTS } from './words.js';

const DAY = 86_400_000;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * The trail, newest first. Filters stand in the address: `resultado`, `area`, `proceso`, `cuando` (hoy, semana, mes),
 * `quien` (an actor's id), `sobre` (kind and id, with a colon between).
 */
export async function loadAudit(official: Official, { query }: Place): Promise<AuditView> {
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
        from: beginningOf(query['cuando'], official.now()),
      }),
    ),
  );
  const names = await namesOf(official, found.rows);
  const processes = await official.ask(new ListProcesses({}));
  return {
    ...listView({ sought: undefined }, found, (entry) => rowOf(official, entry, names)),
    processes: processes.map(({ id, idProceso }) => ({ id, idProceso })),
    areas: AREAS,
    whose: quien === undefined ? null : (names.get(quien) ?? ACTORS['system'] ?? null),
  };
}

function beginningOf(when: string | undefined, now: Date): Date | undefined {
  const days = when === 'hoy' ? 0 : when === 'semana' ? 6 : when === 'mes' ? 29 : undefined;
  return days === undefined ? undefined : parseCentral(`${centralDay(new Date(now.getTime() - days * DAY))}T00:00`);
}

async function namesOf(official: Official, entries: readonly AuditEntry[]): Promise<ReadonlyMap<string, string>> {
  const idsOf = (kind: string): string[] => [
    ...new Set(
      entries.flatMap(({ actorKind, actorId }) => (actorKind === kind && UUID.test(actorId) ? [actorId] : [])),
    ),
  ];
  const names = new Map<string, string>();
  const [officials, aspirants] = [idsOf('official'), idsOf('aspirant')];
  if (officials.length > 0) {
    for (const { id, account } of await official.ask(new NameOfficials({ ids: officials }))) names.set(id, account);
  }
  if (aspirants.length > 0) {
    const found = await official.ask(new FindAspirants({ ids: aspirants, limit: 200 }));
    for (const { id, displayName } of found.rows) names.set(id, displayName);
  }
  return names;
}

function rowOf(official: Official, entry: AuditEntry, names: ReadonlyMap<string, string>): AuditRow {
  const { id, at, actorKind, actorId, actorLabel, action, outcome, details } = entry;
  const kind = ACTORS[actorKind];
  return {
    id,
    at: formatCentral(new Date(at)),
    who: names.get(actorId) ?? kind ?? actorLabel,
    role: actorKind === 'official' ? roleOf(actorLabel) : (kind ?? ''),
    whose: actorId,
    what: auditWords[action] ?? (outcome === 'refused' ? 'Quiso abrir algo que su cuenta no permite' : 'Consulta'),
    outcome,
    about: aboutOf(official, entry),
    details: detailsOf(outcome, details),
  };
}

const roleOf = (label: string): string =>
  Object.entries(ROLE_TABLE).find(([role]) => role === label)?.[1].label ?? label;

function aboutOf(official: Official, { subjectKind, subjectId }: AuditEntry): AuditRow['about'] {
  const subject = SUBJECTS[subjectKind];
  if (!subject) return null;
  const opens =
    subject.catalogue !== undefined && UUID.test(subjectId) && official.may(`${READS[subjectKind] ?? ''}.read`);
  return {
    label: subject.word,
    href: opens ? `/admin/resources/${subject.catalogue ?? ''}/records/${subjectId}/show` : null,
  };
}

/** Whose permission opens the page of a subject. */
const READS: Readonly<Record<string, string>> = {
  aspirant: 'aspirants',
  auxiliary: 'auxiliaries',
  official: 'accounts',
  'account-request': 'account-requests',
  process: 'processes',
};
