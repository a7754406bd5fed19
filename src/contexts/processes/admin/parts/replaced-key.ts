import type { KeyFormView } from '../views.js';

/** What to ask before a key is registered in place of another one; nothing for the first key. */
export function replacedKey({ key, idProceso }: KeyFormView['process']) {
  if (key === 'missing') return undefined;
  return {
    question: '¿Cambiar la llave registrada?',
    consequence: `Los resultados de ${idProceso} se cifrarán con la nueva. La anterior ya no servirá para abrirlos, y no se puede recuperar sin registrarla de nuevo.`,
    action: `Cambiar la llave de ${idProceso}`,
  };
}
