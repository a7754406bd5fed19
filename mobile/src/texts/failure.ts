import { BusyError, OfflineError, RefusedError } from '../server/api.js';

/** A sentence for the person about a failed request. */
export function failureText(error: unknown): string {
  if (error instanceof RefusedError) return error.problem.detail;
  if (error instanceof OfflineError) return 'Sin conexión. Revise sus datos o Wi-Fi e intente de nuevo.';
  if (error instanceof BusyError) return 'El servidor está ocupado. Intente de nuevo en unos minutos.';
  return 'Algo falló y no se guardó nada. Intente de nuevo; si persiste, llame a INETEL, 800 433 2000.';
}
