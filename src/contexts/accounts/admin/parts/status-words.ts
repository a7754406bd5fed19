import type { Status } from '../views.js';

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  pending: 'Espera su Declaratoria',
  active: 'Activa',
  suspended: 'Suspendida',
  closed: 'Cerrada',
};

export const DECLARED = 'Declaratoria por aceptar';
