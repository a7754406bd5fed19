import { UntrustedError } from '../crypto/index.js';
import { BusyError, OfflineError, RefusedError } from '../server/errors.js';

/** The server answered with keys that the root of this app did not sign, or with older or expired ones. */
export const UNTRUSTED_TEXT =
  'Hay conexión, pero las llaves del servidor no son las que esta aplicación espera. Actualice la aplicación; si persiste, llame a INETEL, 800 433 2000. Los apoyos guardados siguen en este teléfono.';

/** A sentence for the user about a failed request. */
export function failureText(error: unknown): string {
  if (error instanceof RefusedError) return error.problem.detail;
  if (error instanceof OfflineError) return 'Sin conexión. Revise sus datos o Wi-Fi e intente de nuevo.';
  if (error instanceof BusyError) return 'El servidor está ocupado. Intente de nuevo en unos minutos.';
  if (error instanceof UntrustedError) return UNTRUSTED_TEXT;
  return 'Algo falló y no se guardó nada. Intente de nuevo; si persiste, llame a INETEL, 800 433 2000.';
}
