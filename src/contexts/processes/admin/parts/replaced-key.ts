import type { KeyFormView } from '../views.js';

/** The confirmation to request before a key replaces another one; undefined for the first key. */
export function replacedKey({ key, idProceso }: KeyFormView['process']) {
  if (key === 'missing') return undefined;
  return {
    question: '¿Cambiar la llave registrada?',
    consequence: `Cuando la nueva quede comprobada, los resultados de ${idProceso} se cifrarán con ella y la anterior ya no servirá para abrirlos.`,
    action: `Cambiar la llave de ${idProceso}`,
  };
}
