import { findFolio } from '#electoral/wire';
import type { Official } from '../../../admin/official.js';
import { unchecked, type Page, type ScreenRequest } from '../../../admin/screen.js';
import { ListReviewerNames } from '../../accounts/index.js';
import { DESK_STATE_LABELS } from '../domain/desk-state.js';
import { FindDeskRecord, GetDeskRecord, ReopenRecord } from '../index.js';
import { historyOf } from './record-view.js';
import type { FoundRecord, ReopenView } from './supervisor-views.js';

/** A supervisor has a record reviewed again (§11.1). */
export const reopenPage: Page = {
  name: 'revisar-de-nuevo',
  label: 'Mandar revisar de nuevo',
  permission: 'control-desk.supervise',
  component: 'control-desk/reopen-record',
  load: loadReopen,
  post: (official, { supportId, seen, reviewerId, reason }) =>
    official.run(new ReopenRecord(unchecked({ supportId, seen, reviewerId, reason }))),
};

/** `busca`: the folio of the record. */
async function loadReopen(official: Official, { query }: ScreenRequest): Promise<ReopenView> {
  const text = query['busca']?.trim() ?? '';
  if (text === '') return { text: null, complete: true, record: null };
  const folio = findFolio(text);
  if (folio === undefined) return { text, complete: false, record: null };
  const found = await official.ask(new FindDeskRecord({ folio }));
  return { text, complete: true, record: found ? await findRecord(official, found.supportId) : null };
}

async function findRecord(official: Official, supportId: string): Promise<FoundRecord> {
  const record = await official.ask(new GetDeskRecord({ supportId }));
  const { folio, version, state, reviewerId, entidad } = record;
  return {
    ...{ supportId, folio, version, reviewerId },
    ...historyOf(record),
    state: DESK_STATE_LABELS[state],
    reviewed: state === 'revisado',
    reviewers: await official.ask(new ListReviewerNames({ entidad })),
  };
}
