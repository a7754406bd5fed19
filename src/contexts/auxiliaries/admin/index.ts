import { ENTIDAD_DETAIL } from '../../../admin/audit/labels.js';
import { encryptSearch } from '../../../admin/list.js';
import type { Contribution } from '../../../admin/screen.js';
import { WITHDRAWAL_LABELS } from '../domain/field-labels.js';
import { REVEAL_REASON_LABELS } from '../domain/reveal-reason.js';
import { auxiliarySubject } from './auxiliary-subject.js';
import { auxiliariesHome } from './home.js';
import { importFindings } from './import-findings.js';
import { auxiliariesFile, loadList } from './load.js';
import { sharedMailboxes } from './shared-mailboxes.js';
import { STATUS_LABELS } from './parts/status-labels.js';
import { record } from './record.js';
import { otherAspirantRule, padronLimit, padronLimits } from './registration-rules.js';

const READ = 'auxiliaries.read';

/** Auxiliaries in the back office of DERFE and the OPL (§6.4–6.9). */
export const contribution: Contribution = {
  order: 210,
  section: 'Registrar y dar seguimiento',
  audit: {
    areas: { auxiliaries: 'Auxiliares' },
    actors: { auxiliary: 'Persona auxiliar' },
    details: {
      idAuxiliar: { label: 'Id Auxiliar' },
      from: { label: 'Estado anterior', words: STATUS_LABELS },
      reason: { label: 'Motivo', words: { ...REVEAL_REASON_LABELS, ...WITHDRAWAL_LABELS } },
      entidad: ENTIDAD_DETAIL,
      perDay: { label: 'Consultas al día' },
      perDayByFile: { label: 'Consultas al día por archivo' },
      warnings: { label: 'Avisos que se confirmaron' },
    },
    subjects: {
      auxiliary: auxiliarySubject,
      'auxiliary-import': { label: 'Archivo de auxiliares' },
    },
  },
  home: auxiliariesHome,
  catalogues: [
    {
      id: 'auxiliares',
      list: {
        label: 'Auxiliares',
        permission: READ,
        component: 'auxiliaries/auxiliary-list',
        load: loadList,
        post: encryptSearch,
      },
      files: { excel: auxiliariesFile },
      record,
    },
  ],
  pages: [importFindings, sharedMailboxes, otherAspirantRule, padronLimits, padronLimit],
};
