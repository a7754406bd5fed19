import { UNTRUSTED_TEXT } from '../texts/failure.js';
import type { SealedRecord } from '../storage/vault.js';
import type { SendingView } from './sending-status.js';

/** What the app knows besides the queue. */
export interface QueueFacts {
  readonly registered: boolean;
  /** Number of records known to be missing. */
  readonly lost: number;
}

/** The state of the sender in a sentence for the user. An empty queue says nothing about records that were lost. */
export function sendingSentence(
  { state, pending, total, done }: SendingView,
  { registered, lost }: QueueFacts = { registered: true, lost: 0 },
): string {
  if (state === 'opening') return 'Revisando los apoyos guardados…';
  if (pending === 0 && lost > 0)
    return lost === 1 ? 'Falta 1 apoyo: revíselo' : `Faltan ${String(lost)} apoyos: revíselos`;
  if (pending === 0)
    return registered ? 'No hay apoyos por enviar en este teléfono' : 'Este teléfono no está registrado';
  const count = `${String(pending)} por enviar`;
  switch (state) {
    case 'sending':
      return `Enviando ${String(Math.min(done + 1, total))} de ${String(total)}`;
    case 'elsewhere':
      return `${count} · se están enviando`;
    case 'offline':
      return `${count} · sin conexión; se enviarán al tenerla`;
    case 'busy':
      return `${count} · servidor ocupado; se intentará de nuevo en unos minutos`;
    case 'untrusted':
      return `${count} · ${UNTRUSTED_TEXT}`;
    case 'wifi-only':
      return `${count} · se enviarán al tener Wi-Fi`;
    case 'refused':
      return `${count} · requieren su atención`;
    default:
      return `${count} · se enviarán al tener conexión`;
  }
}

/** The state of one record in a sentence for the user. */
export function recordSentence({ folio, announced, problem, unreadable }: SealedRecord, view: SendingView): string {
  if (view.folio === folio) return 'Enviando…';
  if (unreadable === true) {
    return 'Este teléfono no puede leer este apoyo y no se sabe si podrá enviarse. Avise a la persona aspirante o llame a INETEL, 800 433 2000.';
  }
  if (problem !== undefined) return 'Requiere su atención; sigue guardado y se intentará de nuevo.';
  if (announced === true) return 'Anunciado: el INE sabe de él, pero todavía no lo recibe.';
  return 'Guardado y cifrado, en espera de enviarse.';
}
