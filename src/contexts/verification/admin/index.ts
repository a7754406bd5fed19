import { entidadByKey } from '#electoral/identifiers';
import { unchecked, type Contribution } from '../../../admin/screen.js';
import { CountQuarantined, DeclareUnprocessable, VerifyAgain, VerifyAllAgain } from '../index.js';
import { loadQuarantine, loadQuarantined } from './load.js';
import { supportSubject } from './support-subject.js';
import { supports } from './supports.js';

const READ = 'quarantine.read';
const VERIFY = 'verification.verify-again';

/** Quarantined records, on which an official must act (§10, decision 67). */
export const contribution: Contribution = {
  order: 400,
  section: 'Revisar apoyos',
  audit: {
    areas: { verification: 'Verificación' },
    subjects: {
      support: supportSubject,
      roll: {
        label: 'Padrón',
        names: (_official, ids) => Promise.resolve(ids.map((id) => [id, entidadByKey(id)?.name ?? ''])),
      },
    },
    details: {
      institution: { label: 'Institución', words: { derfe: 'DERFE', opl: 'OPL' } },
      oficio: { label: 'Oficio' },
    },
  },
  home: {
    permission: READ,
    load: async (official) => {
      const { value, more } = await official.ask(new CountQuarantined({}));
      return {
        cards: [
          {
            figure: value,
            more,
            labels: ['Registro en cuarentena: no se pudo abrir', 'Registros en cuarentena: no se pudieron abrir'],
            due: true,
            href: '/admin/resources/cuarentena',
          },
        ],
      };
    },
  },
  catalogues: [
    supports,
    {
      id: 'cuarentena',
      list: {
        label: 'Registros en cuarentena',
        permission: READ,
        component: 'verification/quarantine-list',
        load: loadQuarantine,
      },
      actions: {
        'verificar-todos': {
          label: 'Verificar todos de nuevo',
          permission: VERIFY,
          component: 'verification/verify-all-again',
          load: loadQuarantine,
          post: (official) => official.run(new VerifyAllAgain({})),
        },
      },
      record: {
        title: async (official, supportId) =>
          (await loadQuarantined(official, { recordId: supportId, query: {} })).folio,
        show: {
          label: 'Registro en cuarentena',
          permission: READ,
          component: 'verification/quarantined',
          load: loadQuarantined,
        },
        actions: {
          verificar: {
            label: 'Verificar de nuevo',
            permission: VERIFY,
            component: 'verification/verify-again',
            load: loadQuarantined,
            post: (official, _input, { recordId: supportId }) =>
              official.run(new VerifyAgain(unchecked({ supportId }))),
          },
          'no-procesable': {
            label: 'Declarar no procesable',
            permission: 'quarantine.declare',
            component: 'verification/declare-unprocessable',
            load: loadQuarantined,
            post: (official, { oficio }, { recordId: supportId }) =>
              official.run(new DeclareUnprocessable(unchecked({ supportId, oficio }))),
          },
        },
      },
    },
  ],
};
