import type { Status } from '../views.js';

export const STATUS_LABELS: Readonly<Record<Status, string>> = {
  draft: 'Por validar',
  validated: 'Validado, por confirmar',
  confirmed: 'Confirmado',
  withdrawn: 'Retirado',
  annulled: 'Anulado',
};
