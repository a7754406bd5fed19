import { findFolio } from '#electoral/wire';
import type { AuditSubject } from '../../../admin/screen.js';
import { GetAuxiliaryNames, ListMaskedAuxiliaries } from '../index.js';

/** Auxiliaries in the audit trail: named by Id Auxiliar, found as in their list. */
export const auxiliarySubject: AuditSubject = {
  label: 'Auxiliar',
  catalogue: 'auxiliares',
  permission: 'auxiliaries.read',
  names: async (official, ids) => {
    const found = await official.ask(new GetAuxiliaryNames({ auxiliaryIds: [...ids] }));
    return found.map(({ auxiliaryId, idAuxiliar }) => [auxiliaryId, idAuxiliar] as const);
  },
  find: async (official, text) => {
    // A folio means the support, not the auxiliary who captured it.
    if (findFolio(text) !== undefined) return [];
    const { rows } = await official.ask(new ListMaskedAuxiliaries({ search: text, limit: 100 }));
    return rows.map(({ id }) => id);
  },
};
