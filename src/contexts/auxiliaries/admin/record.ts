import { isConfirmed, unchecked, type Catalogue } from '../../../admin/screen.js';
import {
  CorrectAuxiliary,
  CorrectEmail,
  DischargeAuxiliary,
  GetCustodyAct,
  GetPaper,
  IdentifyAuxiliary,
  RequestCustody,
  ResendRegistration,
  RevealAuxiliary,
  GetAuxiliaryRecord,
} from '../index.js';
import { loadCorrect, loadCorrections, loadRecord } from './load-record.js';

type Record = NonNullable<Catalogue['record']>;

const paper = (kind: 'responsiva' | 'credencial'): NonNullable<Record['files']>[string] => ({
  permission: 'auxiliaries.read-papers',
  load: async (official, auxiliaryId) => {
    const { fileName, mediaType, scan } = await official.ask(new GetPaper({ auxiliaryId, kind }));
    return { fileName, type: mediaType, content: scan };
  },
});

/** Page of one auxiliary with the actions of officials (§6.4–6.9). */
export const record: Record = {
  title: (official, auxiliaryId) => official.ask(new IdentifyAuxiliary({ auxiliaryId })),
  show: { label: 'Auxiliar', permission: 'auxiliaries.read', component: 'auxiliaries/auxiliary', load: loadRecord },
  actions: {
    'ver-datos': {
      label: 'Ver datos personales',
      permission: 'auxiliaries.reveal',
      component: 'auxiliaries/reveal-auxiliary',
      load: loadRecord,
      post: (official, { reason, reference }, { recordId: auxiliaryId }) =>
        official.ask(new RevealAuxiliary(unchecked({ auxiliaryId, reason, reference }))),
    },
    reenviar: {
      label: 'Reenviar el correo',
      permission: 'auxiliaries.resend',
      component: 'auxiliaries/change-auxiliary',
      load: loadRecord,
      post: async (official, _input, { recordId: auxiliaryId }) => {
        await official.run(new ResendRegistration({ auxiliaryId }));
        return {};
      },
    },
    corregir: {
      label: 'Corregir datos',
      permission: 'auxiliaries.correct',
      component: 'auxiliaries/correct-auxiliary',
      load: loadCorrect,
      post: (official, { version, warningsRead, ...input }, { recordId: auxiliaryId }) =>
        official.run(
          new CorrectAuxiliary(
            unchecked({ ...input, auxiliaryId, version: Number(version), warningsRead: isConfirmed(warningsRead) }),
          ),
        ),
    },
    correcciones: {
      label: 'Ver correcciones',
      permission: 'auxiliaries.correct',
      component: 'auxiliaries/auxiliary-corrections',
      load: loadCorrections,
    },
    'corregir-correo': {
      label: 'Corregir el correo',
      permission: 'auxiliaries.correct',
      component: 'auxiliaries/correct-email',
      load: loadRecord,
      post: async (official, { email, emailProvider, reason }, { recordId: auxiliaryId }) => {
        await official.run(new CorrectEmail(unchecked({ auxiliaryId, email, emailProvider, reason })));
        return {};
      },
    },
    'solicitar-resguardo': {
      label: 'Solicitar resguardo',
      permission: 'auxiliaries.request-custody',
      component: 'auxiliaries/request-custody',
      load: loadRecord,
      post: async (official, { of, reference, reason }, { recordId: auxiliaryId }) => {
        const { aspirantId } = await official.ask(new GetAuxiliaryRecord({ auxiliaryId }));
        const one = of === 'all' ? {} : { auxiliaryId };
        return official.run(new RequestCustody(unchecked({ aspirantId, ...one, reference, reason })));
      },
    },
    'dar-de-baja': {
      label: 'Dar de baja',
      permission: 'auxiliaries.discharge',
      component: 'auxiliaries/change-auxiliary',
      load: loadRecord,
      post: async (official, { reason }, { recordId: auxiliaryId }) => {
        await official.run(new DischargeAuxiliary(unchecked({ auxiliaryId, reason })));
        return {};
      },
    },
  },
  files: {
    responsiva: paper('responsiva'),
    credencial: paper('credencial'),
    acta: {
      permission: 'auxiliaries.read-papers',
      load: async (official, auxiliaryId) => {
        const { fileName, pdf } = await official.ask(new GetCustodyAct({ auxiliaryId }));
        return { fileName, type: 'application/pdf', content: pdf };
      },
    },
  },
};
