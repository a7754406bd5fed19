import type { Done } from '../../../../admin/ui/page.js';

export interface RegisteredKey {
  readonly thumbprint: string;
  readonly late: boolean;
}

/** What the page of the process says after a key was taken. */
export function keyDone({ thumbprint, late }: RegisteredKey): Done {
  return {
    done: `Llave pública registrada. Su huella es ${thumbprint}; compárela con la que lee el OPL.`,
    warnings: late ? ['La llave llegó fuera del plazo: faltan menos de diez días para que abra la captación.'] : [],
  };
}
