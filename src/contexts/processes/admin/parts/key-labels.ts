import type { KeyState } from '../views.js';

export const KEY_LABELS: Readonly<Record<KeyState, string>> = {
  missing: 'Falta la llave',
  untested: 'Falta comprobar la llave',
  late: 'Entregada fuera de plazo',
  registered: 'Entregada y comprobada',
};
