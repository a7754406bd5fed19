import { spokenTime } from '../clock/spoken-time.js';
import { Note } from '../components/Note.js';
import type { LeaseVerdict } from '../lease/judge-lease.js';

/** When the app may be used, and what remains when it may not (§7.7, §10.5). */
export function LeaseNote({ verdict }: { readonly verdict: LeaseVerdict }) {
  switch (verdict.kind) {
    case 'may-capture':
      return <Note kind="good">Puede captar apoyos hasta el {spokenTime(verdict.until)}.</Note>;
    case 'not-open':
      return <Note kind="process">El periodo de captación empieza el {spokenTime(verdict.opensAt)}.</Note>;
    case 'only-send':
      return (
        <Note kind="attention">
          Su periodo terminó: ya no se captan apoyos. Puede enviar los guardados hasta el {spokenTime(verdict.until)}.
        </Note>
      );
    case 'over':
      return <Note kind="bad">Su periodo terminó y también el plazo para enviar.</Note>;
    case 'must-renew':
      return (
        <Note kind="attention">
          Su permiso de captura venció. Conéctese a Internet y entre a «Captura de Datos» para renovarlo.
        </Note>
      );
    case 'clock-unknown':
      return (
        <Note kind="attention">
          La hora de este teléfono cambió. Active la hora automática, conéctese a Internet y entre a «Captura de Datos».
        </Note>
      );
  }
}
