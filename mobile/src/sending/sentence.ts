import { UNTRUSTED_TEXT } from '../texts/failure.js';
import type { SealedRecord } from '../storage/vault.js';
import type { SendingView } from './sending-status.js';
import { NO_TROUBLE, type TroubledRecords } from './troubled-records.js';

/** What the app knows besides the queue. */
export interface QueueFacts {
  readonly registered: boolean;
  /** The phone has a network. */
  readonly online: boolean;
  readonly troubles: TroubledRecords;
}

const supports = (count: number): string => (count === 1 ? '1 apoyo' : `${String(count)} apoyos`);

/** The state of the sender in a sentence for the user. An empty queue says nothing about records that were lost. */
export function sendingSentence(
  { state, pending, total, done }: SendingView,
  { registered, online, troubles }: QueueFacts = { registered: true, online: true, troubles: NO_TROUBLE },
): string {
  if (state === 'opening') return 'Revisando los apoyos guardados…';
  if (pending === 0) {
    const missing = missingSentence(troubles);
    if (missing !== undefined) return missing;
    return registered ? 'No hay apoyos por enviar en este teléfono' : 'Este teléfono no está registrado';
  }
  const count = `${String(pending)} por enviar`;
  if (state !== 'sending' && troubles.late.length > 0)
    return `${count} · ${String(troubles.late.length)} fuera de plazo: avise a la persona aspirante`;
  switch (state) {
    case 'sending':
      return `Enviando ${String(Math.min(done + 1, total))} de ${String(total)}`;
    case 'elsewhere':
      return `${count} · se están enviando`;
    case 'offline':
      return online
        ? `${count} · el servidor no respondió; se intentará de nuevo en unos minutos`
        : `${count} · sin conexión; se enviarán al tenerla`;
    case 'busy':
      return `${count} · servidor ocupado; se intentará de nuevo en unos minutos`;
    case 'untrusted':
      return `${count} · ${UNTRUSTED_TEXT}`;
    case 'wifi-only':
      return `${count} · se enviarán al tener Wi-Fi`;
    case 'refused':
      return `${count} · requieren su atención`;
    default:
      return online ? `${count} · se enviarán en unos minutos` : `${count} · se enviarán al tener conexión`;
  }
}

/** Undefined if nothing is known to be missing. */
function missingSentence({ gone, elsewhere, expired, rejected }: TroubledRecords): string | undefined {
  const [missing, total] = [gone.length + elsewhere.length, gone.length + elsewhere.length + expired.length];
  const parts = [
    missing > 0 && `${missing === 1 ? 'Falta' : 'Faltan'} ${supports(missing)}`,
    expired.length > 0 &&
      `${expired.length === 1 ? 'Se perdió' : 'Se perdieron'} ${supports(expired.length)} por el plazo`,
    rejected.length > 0 && `El INE rechazó ${supports(rejected.length)}`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return undefined;
  return `${parts.join(' · ')}: ${total + rejected.length === 1 ? 'revíselo' : 'revíselos'}`;
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

/** Whether and when a support that was just stored will be sent. */
export function storedSentence(
  view: SendingView,
  folio: string,
  { online, received }: { readonly online: boolean; readonly received: boolean },
): string {
  if (received) return 'El apoyo se guardó cifrado y el INE ya lo recibió.';
  const kept = 'El apoyo se guardó cifrado.';
  if (!online) return `${kept} Se enviará al tener conexión.`;
  if (view.folio === folio || view.state === 'sending') return `${kept} Se está enviando.`;
  if (view.state === 'wifi-only') return `${kept} Se enviará al tener Wi-Fi.`;
  return `${kept} Se enviará en unos minutos.`;
}
