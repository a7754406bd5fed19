import type { Status } from '../views.js';

export const STATUS_LABELS: Readonly<Record<Status, string>> = {
  registered: 'Sin dispositivo',
  enrolled: 'Puede captar',
  discharged: 'De baja',
};
