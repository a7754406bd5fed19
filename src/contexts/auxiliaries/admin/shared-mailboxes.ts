import { unchecked, type Page } from '../../../admin/screen.js';
import { ListAspirants, ListSharedAspirantMailboxes } from '../../aspirants/index.js';
import { ListSharedAuxiliaryMailboxes } from '../index.js';
import type { SharedMailboxesView } from './import-views.js';

const SHOWN = 200;

/** People whose addresses reach the same mailbox (§5.D, §6.4). */
export const sharedMailboxes: Page = {
  name: 'correos-compartidos',
  label: 'Correos de dos personas',
  permission: 'auxiliaries.review',
  component: 'auxiliaries/shared-mailboxes',
  load: async (official): Promise<SharedMailboxesView> => {
    const auxiliaries = await official.ask(new ListSharedAuxiliaryMailboxes({ limit: SHOWN }));
    const aspirants = official.may('aspirants.correct')
      ? await official.ask(new ListSharedAspirantMailboxes({ limit: SHOWN }))
      : [];
    const ids = [...new Set(auxiliaries.flatMap(({ person, other }) => [person.aspirantId, other.aspirantId]))];
    const found =
      ids.length === 0 ? [] : (await official.ask(new ListAspirants(unchecked({ ids, limit: SHOWN * 2 })))).rows;
    const names = new Map(found.map(({ id, displayName }) => [id, displayName]));
    return {
      auxiliaries: auxiliaries.map(({ person, other }) => ({
        id: person.id,
        people: [person, other].map(({ id, idAuxiliar, initials, aspirantId }) => ({
          id,
          code: idAuxiliar,
          name: initials,
          aspirant: names.get(aspirantId) ?? '',
        })),
      })),
      aspirants: aspirants.map(({ id, folio, displayName, otherId, otherFolio, otherName }) => ({
        id,
        people: [
          { id, code: folio, name: displayName },
          { id: otherId, code: otherFolio, name: otherName },
        ],
      })),
      more: auxiliaries.length === SHOWN || aspirants.length === SHOWN,
    };
  },
};
