import type { KeyState } from '../views.js';

export const KEY_LABELS: Readonly<Record<KeyState, string>> = {
  missing: 'Falta la llave',
  late: 'Registrada fuera de plazo',
  registered: 'Registrada',
};
