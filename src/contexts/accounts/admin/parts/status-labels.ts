import type { Status } from '../views.js';

export const STATUS_LABELS: Readonly<Record<Status, string>> = {
  pending: 'Espera su Declaratoria',
  active: 'Activa',
  suspended: 'Suspendida',
  closed: 'Cerrada',
};

export const DECLARED_LABEL = 'Declaratoria por aceptar';
