import type { KeyFormView } from '../views.js';

/** The confirmation to request before a key replaces another one; undefined for the first key. */
export function replacedKey({ key, idProceso }: KeyFormView['process']) {
  if (key === 'missing') return undefined;
  return {
    question: '¿Cambiar la llave registrada?',
    consequence: `Los resultados de ${idProceso} se cifrarán con la nueva. La anterior ya no servirá para abrirlos, y no se puede recuperar sin registrarla de nuevo.`,
    action: `Cambiar la llave de ${idProceso}`,
  };
}
