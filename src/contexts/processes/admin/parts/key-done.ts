import type { NavigationMessage } from '../../../../admin/ui/page.js';

export interface RegisteredKey {
  readonly thumbprint: string;
  readonly late: boolean;
}

/** Message on the page that tests a key, after it was registered. */
export function keyDone({ thumbprint, late }: RegisteredKey): NavigationMessage {
  return {
    done: `Llave pública registrada. Su huella es ${thumbprint}. Falta comprobarla aquí con la llave privada.`,
    warnings: late ? ['La llave llegó fuera del plazo: faltan menos de diez días para que abra la captación.'] : [],
  };
}
