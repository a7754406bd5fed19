import { findFolio } from '#electoral/wire';
import type { AuditSubject } from '../../../admin/screen.js';
import { FindAuxiliaries, GetAuxiliaryNames } from '../index.js';

/** Auxiliaries in the audit trail: shown by Id Auxiliar, searched as in their list. */
export const auxiliarySubject: AuditSubject = {
  label: 'Auxiliar',
  catalogue: 'auxiliares',
  permission: 'auxiliaries.read',
  names: async (official, ids) => {
    const found = await official.ask(new GetAuxiliaryNames({ auxiliaryIds: [...ids] }));
    return found.map(({ auxiliaryId, idAuxiliar }) => [auxiliaryId, idAuxiliar] as const);
  },
  find: async (official, search, limit) =>
    // A folio means the support, not the auxiliary who captured it.
    findFolio(search) === undefined ? official.ask(new FindAuxiliaries({ search, limit })) : [],
};
