import type { SealedRecord } from '../storage/vault.js';
import type { SendingView } from './sender.js';

/** The state of sending as a person says it. */
export function sendingSentence({ state, waiting, total, done }: SendingView): string {
  if (state === 'opening') return 'Revisando los apoyos guardados…';
  if (waiting === 0) return 'No hay apoyos por enviar';
  const pending = `${String(waiting)} por enviar`;
  switch (state) {
    case 'sending':
      return `Enviando ${String(Math.min(done + 1, total))} de ${String(total)}`;
    case 'elsewhere':
      return `${pending} · se están enviando`;
    case 'offline':
      return `${pending} · sin conexión; se enviarán al tenerla`;
    case 'busy':
      return `${pending} · servidor ocupado; se intentará de nuevo en unos minutos`;
    case 'wifi-only':
      return `${pending} · se enviarán al tener Wi-Fi`;
    case 'refused':
      return `${pending} · requieren su atención`;
    default:
      return `${pending} · se enviarán al tener conexión`;
  }
}

/** The state of one record. */
export function recordSentence({ folio, announced, problem }: SealedRecord, view: SendingView): string {
  if (view.folio === folio) return 'Enviando…';
  if (problem !== undefined) return 'Requiere su atención; sigue guardado y se intentará de nuevo.';
  if (announced === true) return 'Anunciado: el INE sabe de él, pero todavía no lo recibe.';
  return 'Guardado y cifrado, en espera de enviarse.';
}
