import type { SendingView } from './sender.js';

/** The state of sending as a person says it. */
export function sendingSentence({ state, waiting, total, done }: SendingView): string {
  if (waiting === 0) return 'No hay apoyos por enviar';
  const pending = `${String(waiting)} por enviar`;
  switch (state) {
    case 'sending':
      return `Enviando ${String(Math.min(done + 1, total))} de ${String(total)}`;
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
