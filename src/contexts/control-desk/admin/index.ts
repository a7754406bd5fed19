import { wholeNumberOf } from '#electoral/normalise';
import { unchecked, type Contribution } from '../../../admin/screen.js';
import { DESK_VERDICT_LABELS } from '../../verification/index.js';
import { REVEAL_REASON_LABELS } from '../domain/reveal-reason.js';
import { AssignWorkload } from '../index.js';
import { decide } from './decide.js';
import { controlDeskHome } from './home.js';
import { openWorkOnAccount } from './leaver.js';
import { loadAssign, loadDesk } from './load.js';
import { IMAGE_LABELS } from './record-view.js';
import { reviewerSubject } from './reviewer-subject.js';
import { samples } from './samples.js';
import { secondReviewPages } from './second-review-pages.js';
import { reopenPage } from './supervisor.js';

/** The control desk (§11): DERFE assigns records; reviewers of the OPL give verdicts. */
export const contribution: Contribution = {
  order: 300,
  section: 'Revisar apoyos',
  audit: {
    areas: { 'control-desk': 'Mesa de Control' },
    subjects: { reviewer: reviewerSubject, 'verdict-list': { label: 'Lista de registros revisados' } },
    details: {
      revealedFor: { label: 'Motivo', words: REVEAL_REASON_LABELS },
      part: { label: 'Imagen', words: IMAGE_LABELS },
      verdict: { label: 'Resultado', words: DESK_VERDICT_LABELS },
      again: { label: 'Cambia el anterior', values: { true: 'sí' } },
      hasty: { label: 'Sin tiempo para ver las imágenes', values: { true: 'sí' } },
      inForce: { label: 'Vale para la clasificación', values: { true: 'sí', false: 'no: se deshizo o se cambió' } },
      assigned: { label: 'Asignados' },
      handedOver: { label: 'Entregados' },
      returned: { label: 'Devueltos a la mesa' },
      reading: {
        label: 'Qué hizo',
        values: { opened: 'Abrió registros', revealed: 'Vio datos completos', refused: 'Intentó lo no permitido' },
      },
      period: { label: 'Periodo', values: { hour: 'Una hora', day: 'Un día' } },
      from: { label: 'Desde', instant: true },
      records: { label: 'Cuántos' },
      day: { label: 'Día' },
      ordered: { label: 'Ordenadas' },
      unassigned: { label: 'Sin persona que pueda revisarlos' },
      replaces: { label: 'Sustituye al resultado vigente', values: { true: 'sí', false: 'no' } },
      seed: { label: 'Dígitos del sorteo' },
      seedState: {
        label: 'Sorteo',
        values: { waiting: 'Falta otra persona', differs: 'No coinciden', fixed: 'Fijado' },
      },
    },
  },
  home: controlDeskHome,
  additions: [openWorkOnAccount],
  catalogues: [samples],
  pages: [
    {
      name: 'asignar-cargas',
      label: 'Asignar cargas de trabajo',
      permission: 'control-desk.assign',
      component: 'control-desk/assign-workload',
      load: loadAssign,
      post: (official, { processId, reviewerId, count }) =>
        official.run(new AssignWorkload(unchecked({ processId, reviewerId, count: wholeNumberOf(count) }))),
    },
    {
      name: 'mesa-de-control',
      label: 'Revisar registros',
      permission: 'control-desk.review',
      component: 'control-desk/desk',
      load: loadDesk,
      post: decide,
    },
    reopenPage,
    ...secondReviewPages,
  ],
};
