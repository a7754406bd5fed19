import type { SealedRecord } from '../storage/vault.js';
import type { SendingView } from './sending-status.js';

/** The state of the sender in a sentence for the user. */
export function sendingSentence({ state, pending, total, done }: SendingView): string {
  if (state === 'opening') return 'Revisando los apoyos guardados…';
  if (pending === 0) return 'No hay apoyos por enviar';
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
    case 'wifi-only':
      return `${count} · se enviarán al tener Wi-Fi`;
    case 'refused':
      return `${count} · requieren su atención`;
    default:
      return `${count} · se enviarán al tener conexión`;
  }
}

/** The state of one record in a sentence for the user. */
export function recordSentence({ folio, announced, problem }: SealedRecord, view: SendingView): string {
  if (view.folio === folio) return 'Enviando…';
  if (problem !== undefined) return 'Requiere su atención; sigue guardado y se intentará de nuevo.';
  if (announced === true) return 'Anunciado: el INE sabe de él, pero todavía no lo recibe.';
  return 'Guardado y cifrado, en espera de enviarse.';
}
