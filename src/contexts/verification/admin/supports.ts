import { findFolio } from '#electoral/wire';
import type { Official } from '../../../admin/official.js';
import { unchecked, type Catalogue, type ScreenRequest } from '../../../admin/screen.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { GetAspirant } from '../../aspirants/index.js';
import { GetAuxiliaryNames } from '../../auxiliaries/index.js';
import { captureNotes, GetSupport, ListSupports, type SupportRow } from '../index.js';
import { classLabel, deskChip, registryLabel } from '../portal/support-labels.js';
import { timelineOf } from '../portal/support-timeline.js';
import type { SupportFacts, SupportLine, SupportSearchView } from './views.js';

/** A support found by its folio. There is no list of supports: each one is a political opinion. */
export const supports: Catalogue = {
  id: 'apoyos',
  list: {
    label: 'Buscar un apoyo',
    permission: 'verification.read',
    component: 'verification/support-search',
    load: loadSearch,
  },
  record: {
    title: async (official, supportId) => (await loadSupport(official, { recordId: supportId, query: {} })).folio,
    show: { label: 'Apoyo', permission: 'verification.read', component: 'verification/support', load: loadSupport },
  },
};

/** `busca`: the folio to search for. A folio is not personal data, so the URL may contain it. */
async function loadSearch(official: Official, { query }: ScreenRequest): Promise<SupportSearchView> {
  const text = query['busca']?.trim() ?? '';
  const folio = findFolio(text);
  if (folio === undefined) return { text: text === '' ? null : text, complete: text === '', found: null };
  const [found] = await official.ask(new ListSupports({ folio, limit: 1 }));
  return { text, complete: true, found: found ? lineOf(found) : null };
}

async function loadSupport(official: Official, { recordId: supportId }: ScreenRequest): Promise<SupportFacts> {
  const support = await official.ask(new GetSupport(unchecked({ supportId })));
  const aspirant = await official.ask(new GetAspirant({ aspirantId: support.aspirantId }));
  const auxiliaryIds = support.auxiliaryId === null ? [] : [support.auxiliaryId];
  const [auxiliary] = await official.ask(new GetAuxiliaryNames({ auxiliaryIds }));
  return {
    ...lineOf(support),
    meaning: classLabel(support.reportedClass).meaning,
    desk: deskChip(support),
    citizen: support.citizen,
    aspirant: { id: aspirant.id, name: aspirant.displayName },
    auxiliary: auxiliary ? { id: auxiliary.auxiliaryId, idAuxiliar: auxiliary.idAuxiliar } : null,
    assisted: support.assisted,
    reading: support.reading === 'failed' ? 'No se pudo leer la credencial; los datos se escribieron' : '',
    capturedAt: support.capturedAt && instant(support.capturedAt),
    notes: captureNotes(support.flags),
    rollCut: support.rollCut,
    integrityCode: support.integrityCode,
    timeline: timelineOf(support).map((entry, index) => ({ ...entry, key: String(index), at: instant(entry.at) })),
  };
}

function lineOf(support: SupportRow): SupportLine {
  return {
    id: support.supportId,
    folio: support.folio,
    state: classLabel(support.reportedClass).chip,
    registry: registryLabel(support),
    receivedAt: instant(support.receivedAt),
  };
}

/** Hora centro, to the minute. */
const instant = (iso: string): string => formatCentralMinute(new Date(iso));
