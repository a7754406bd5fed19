import { auditLabels } from '../../kernel/audit/audit-labels.js';
import { ExportAuditEntries } from '../../kernel/audit/export-audit-entries.js';
import { FindAuditEntries, type AuditEntry } from '../../kernel/audit/find-audit-entries.js';
import { centralDay, formatCentral } from '../../kernel/clock/central-time.js';
import type { Page } from '../../kernel/lists/page.js';
import { actorKinds, actorNames, streamLabels, subjectKey, subjectNames, UUID } from '../audit-contributions.js';
import { filterFaults, listView, parseDays, parseListRequest, type DayRange } from '../list.js';
import { dateTimeColumn, listAsExcel } from '../list-file.js';
import type { Official } from '../official.js';
import {
  unchecked,
  type AuditContribution,
  type AuditSubject,
  type Contribution,
  type ListFile,
  type ScreenRequest,
} from '../screen.js';
import { OUTCOME_LABELS } from './outcomes.js';
import type { FilterFault } from '../views.js';
import type { AuditRow, AuditView } from './views.js';
import { detailLabels, formatDetails, type DetailLabels } from './labels.js';
import { parsePart, partView, throughAllParts } from './search-part.js';
import { findMatches } from './search.js';

const NEWEST_FIRST = { sorts: { instante: 'at' }, newestFirst: true };

/**
 * Audit entries, newest first. Query parameters filter: `resultado`, `area`, `proceso`, `desde` and `hasta` (days in hora
 * centro), `quien` (an actor's id), `sobre` (kind and id, with a colon between), `acto`, and a search text. Reads that
 * repeat on one day are one row unless `lecturas` is `todas`.
 */
export function loadAudit(
  contributions: readonly Contribution[],
  official: Official,
  request: ScreenRequest,
): Promise<AuditView> {
  return load(contributions, official, request, readingOf(request));
}

function readingOf({ query }: ScreenRequest): Reading {
  try {
    return { Query: FindAuditEntries, days: parseDays(query) };
  } catch (error) {
    return { faults: filterFaults(error) };
  }
}

export function auditFile(contributions: () => readonly Contribution[]): ListFile {
  return listAsExcel<AuditRow>(
    'audit.read',
    'bitacora',
    [
      dateTimeColumn('Fecha y hora (hora centro)', ({ at }) => at),
      { header: 'Quién', width: 32, value: ({ actorName }) => actorName },
      { header: 'Función', width: 24, value: ({ actorRole }) => actorRole },
      { header: 'Qué', width: 52, value: ({ action }) => action },
      { header: 'Resultado', width: 12, value: ({ outcome }) => OUTCOME_LABELS[outcome] },
      { header: 'Sobre', width: 20, value: ({ subject }) => subject?.label ?? '' },
      { header: 'Folio o nombre', width: 28, value: ({ subject }) => subject?.name ?? '' },
      { header: 'Datos', width: 52, value: ({ details }) => details.map((one) => one.join(': ')).join(' · ') },
      { header: 'Veces', width: 8, kind: 'number', value: ({ reads }) => reads?.times ?? 1 },
      { header: 'Primera vez del día', width: 18, value: ({ reads }) => reads?.from ?? '' },
    ],
    throughAllParts(async (official, request) =>
      load(contributions(), official, request, { Query: ExportAuditEntries, days: parseDays(request.query) }),
    ),
    { pageRows: EXPORTED_AT_ONCE, maxRows: MAX_EXPORTED, ending: endOfFile },
  );
}

/** Each page of the file leaves an entry in the trail, so pages are large. */
const EXPORTED_AT_ONCE = 1000;
/** About what one sheet of Excel can contain, because an examination of the trail needs all of it. */
const MAX_EXPORTED = 1_000_000;

const endOfFile = ({ at }: AuditRow): string =>
  `Aquí termina el archivo, pero hay más asientos. El último es del ${at}. Ponga fechas en «Desde» y «Hasta» de la Bitácora y descargue los demás por partes.`;

const NOTHING: Page<AuditEntry> = { rows: [], next: null, previous: null, total: { value: 0, more: false } };

type Reading =
  | { readonly Query: typeof FindAuditEntries | typeof ExportAuditEntries; readonly days: DayRange }
  /** What is wrong with the filters; nothing is read. */
  | { readonly faults: readonly FilterFault[] };

async function load(
  contributions: readonly Contribution[],
  official: Official,
  request: ScreenRequest,
  reading: Reading,
): Promise<AuditView> {
  const contributed = contributions.flatMap(({ audit }) => audit ?? []);
  const { resultado, area, proceso, quien, sobre, acto, lecturas } = request.query;
  const { request: listed, part } = parsePart(request);
  const { after, before, atEnd, limit, search } = await parseListRequest(official, listed, NEWEST_FIRST);
  const faults = 'faults' in reading ? reading.faults : [];
  const matches =
    search === undefined || faults.length > 0 ? undefined : await findMatches(contributed, official, search, part);
  const found =
    'faults' in reading
      ? NOTHING
      : await official.ask(
          new reading.Query(
            unchecked({
              after,
              before,
              atEnd,
              limit,
              outcome: resultado,
              area,
              stream: proceso,
              actorId: quien,
              subject: sobre?.split(':', 2),
              action: acto,
              ...reading.days,
              joinReads: lecturas !== 'todas',
              matching: matches?.matching,
            }),
          ),
        );
  const [kind = '', id = ''] = sobre?.split(':', 2) ?? [];
  const named = [
    { kind, id },
    ...found.rows.map(({ subjectKind, subjectId }) => ({ kind: subjectKind, id: subjectId })),
  ];
  const streams = await streamLabels(contributed, official);
  const names: Names = {
    processes: new Map(streams.map(({ id, label }) => [id, label])),
    actors: await actorNames(
      contributed,
      official,
      found.rows.map(({ actorKind, actorId }) => ({ kind: actorKind, id: actorId })),
    ),
    subjects: await subjectNames(contributed, official, named),
  };
  const labels = mergeLabels(contributed);
  return {
    ...listView({ search }, found, (entry) => rowOf(official, entry, names, labels)),
    faults,
    searchPart: search === undefined ? null : await partView(official, search, part, matches?.more === true),
    streams,
    areas: Object.entries(labels.areas),
    actorName: quien === undefined ? null : (names.actors.get(quien) ?? labels.actors['system'] ?? null),
    subjectName: sobre === undefined ? null : titleOf({ kind, id }, names, labels),
    actionName: acto === undefined ? null : (auditLabels[acto] ?? 'Consulta'),
  };
}

interface Names {
  /** Id Proceso by stream. */
  readonly processes: ReadonlyMap<string, string>;
  readonly actors: ReadonlyMap<string, string>;
  /** By `subjectKey`. */
  readonly subjects: ReadonlyMap<string, string>;
}

type AuditLabels = Required<Pick<AuditContribution, 'areas' | 'subjects' | 'actors' | 'actorRoles' | 'refusals'>> & {
  readonly detailsOf: DetailLabels;
};

function mergeLabels(contributed: readonly AuditContribution[]): AuditLabels {
  return {
    areas: Object.assign({}, ...contributed.map(({ areas }) => areas)) as AuditLabels['areas'],
    subjects: Object.assign({}, ...contributed.map(({ subjects }) => subjects)) as AuditLabels['subjects'],
    actors: actorKinds(contributed),
    refusals: Object.assign({}, ...contributed.map(({ refusals }) => refusals)) as AuditLabels['refusals'],
    detailsOf: detailLabels(contributed),
    actorRoles: Object.assign({}, ...contributed.map(({ actorRoles }) => actorRoles)) as AuditLabels['actorRoles'],
  };
}

function rowOf(official: Official, entry: AuditEntry, names: Names, labels: AuditLabels): AuditRow {
  const { id, at, actorKind, actorId, actorLabel, outcome, details } = entry;
  const { actors, actorRoles, detailsOf } = labels;
  const kind = actors[actorKind];
  return {
    id,
    at: formatCentral(new Date(at)),
    actorName: names.actors.get(actorId) ?? kind ?? actorRoles[actorKind]?.[actorLabel] ?? actorLabel,
    actorRole: actorRoles[actorKind]?.[actorLabel] ?? kind ?? (actorRoles[actorKind] ? actorLabel : ''),
    actorId,
    action: actionOf(entry, labels),
    outcome,
    subject: subjectOf(official, entry, names, labels),
    details: formatDetails(detailsOf(entry.action), outcome, details),
    reads: readsOf(entry),
  };
}

function actionOf({ action, outcome }: AuditEntry, { refusals }: AuditLabels): string {
  const label = auditLabels[action];
  if (outcome !== 'refused') return label ?? 'Consulta';
  if (refusals[action] !== undefined) return refusals[action];
  return label === undefined ? 'Quiso abrir algo que su cuenta no permite' : `Se le negó: «${label}»`;
}

function readsOf({ times, firstAt, at, action, actorId, subjectKind, subjectId }: AuditEntry): AuditRow['reads'] {
  if (times === 1) return null;
  const day = centralDay(new Date(at));
  const clock = (iso: string): string => formatCentral(new Date(iso)).slice(11, 16);
  const query = { quien: actorId, acto: action, sobre: `${subjectKind}:${subjectId}`, desde: day, hasta: day };
  return { times, from: clock(firstAt), to: clock(at), query: { ...query, lecturas: 'todas' } };
}

function titleOf(subject: { readonly kind: string; readonly id: string }, names: Names, labels: AuditLabels): string {
  const parts = [labels.subjects[subject.kind]?.label, names.subjects.get(subjectKey(subject))];
  return parts.filter((part) => part !== undefined).join(' ') || 'Un solo registro';
}

/** What has neither a name nor a page of its own, e.g. a period, is shown with its process. */
function subjectOf(
  official: Official,
  { subjectKind: kind, subjectId: id, stream }: AuditEntry,
  names: Names,
  { subjects }: AuditLabels,
): AuditRow['subject'] {
  const subject = subjects[kind];
  if (!subject) return null;
  const { label, catalogue } = subject;
  const name = names.subjects.get(subjectKey({ kind, id }));
  const idProceso = names.processes.get(stream);
  const process = subjects['process'];
  if (name === undefined && catalogue === undefined && idProceso !== undefined && process) {
    return { label, name: idProceso, href: hrefOf(official, process, stream) };
  }
  return { label, name: name ?? idProceso ?? '', href: hrefOf(official, subject, id) };
}

/** Null if the official cannot open it. */
function hrefOf(
  official: Official,
  { catalogue, permission, opens = permission }: AuditSubject,
  id: string,
): string | null {
  if (catalogue === undefined || opens === undefined || !UUID.test(id) || !official.may(opens)) return null;
  return `/admin/resources/${catalogue}/records/${id}/show`;
}
