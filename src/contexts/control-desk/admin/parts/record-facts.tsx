import React from 'react';
import type { RecordView } from '../views.js';
import { REASON_KEYS, REVEAL_KEY } from './keys.js';

export interface RecordFactsProps {
  readonly record: RecordView;
  /** Whether the reviewer is choosing the reason to reveal the data. */
  readonly askingReason: boolean;
  readonly toggleReveal: () => void;
  readonly reveal: (reason: string) => void;
}

/** Data of the record beside its images: read and typed fields, roll match, earlier verdicts. */
export function RecordFacts({ record, askingReason, toggleReveal, reveal }: RecordFactsProps) {
  return (
    <div className="mesa-facts" tabIndex={0} role="group" aria-label="Datos del registro">
      <p className="code mesa-folio">{record.folio}</p>
      <p className="small quiet">
        {record.credentialType} · captado {record.capturedAt} · recibido {record.receivedAt}
      </p>
      <p>
        <strong>{record.rollStatus}</strong>
      </p>
      {record.rollNotes.map((note) => (
        <p key={note} className="small quiet">
          {note}
        </p>
      ))}
      {record.captureNotes.length > 0 && (
        <p className="mesa-notes">
          {record.captureNotes.map((note) => (
            <span key={note} className="mesa-note">
              {note}
            </span>
          ))}
        </p>
      )}
      {record.assisted && <Assisted {...record.assisted} />}
      <table className="mesa-data">
        <caption className="hidden">Datos leídos y escritos</caption>
        <tbody>
          {record.fields.map(({ label, read, typed, differs }) => (
            <tr key={label} className={differs ? 'mesa-differs' : undefined}>
              <th scope="row">{label}</th>
              <td>
                {read !== '' && <span className="code">{read}</span>}
                {typed !== '' && typed !== read && (
                  <span className="code mesa-typed">
                    <span className="small">{read === '' ? 'escrito ' : 'pero escrito '}</span>
                    {typed}
                  </span>
                )}
                {differs && <span className="hidden"> No concuerdan.</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {record.signals.length > 0 && (
        <div className="small mesa-signals">
          <h2 className="small">Señales (no son un resultado)</h2>
          <ul>
            {record.signals.map((signal) => (
              <li key={signal}>{signal}</li>
            ))}
          </ul>
        </div>
      )}
      <button
        type="button"
        className="mesa-key"
        aria-pressed={record.revealed}
        aria-expanded={askingReason}
        onClick={toggleReveal}
      >
        <kbd>{REVEAL_KEY}</kbd> {record.revealed ? 'Ocultar datos' : 'Mostrar datos completos'}
      </button>
      {askingReason && (
        <div role="group" aria-labelledby="motivo-ver" className="mesa-reveal">
          <p id="motivo-ver" className="small">
            ¿Por qué necesita los datos completos? El motivo queda registrado con su cuenta.
          </p>
          {record.revealReasons.map(({ key, label }, index) => (
            <button
              key={key}
              type="button"
              className="mesa-key"
              onClick={() => {
                reveal(key);
              }}
            >
              <kbd>{REASON_KEYS[index]}</kbd> {label}
            </button>
          ))}
        </div>
      )}
      {record.notes.map(({ label, text, at }) => (
        <p key={at} className="small">
          {label}: {text} <span className="quiet">· {at}</span>
        </p>
      ))}
      {record.verdicts.length > 0 && (
        <div className="small">
          <h2 className="small">Resultados dados</h2>
          {record.verdicts.map(({ label, note, at }, index) => (
            <p key={at} className={index === 0 ? undefined : 'quiet'}>
              {label}
              {note !== null && `: ${note}`} <span className="quiet">· {at}</span>
            </p>
          ))}
        </div>
      )}
    </div>
  );
}

/** Why the capture was assisted, who witnessed it, and the criterion for judging it (decision 31). */
function Assisted({ reason, witness, mark, faults, criterion }: NonNullable<RecordView['assisted']>) {
  return (
    <section className="mesa-assisted small" aria-labelledby="asistida">
      <h2 id="asistida" className="small">
        Captura asistida
      </h2>
      {faults.map((fault) => (
        <p key={fault}>
          <strong>{fault}</strong>
        </p>
      ))}
      <p>
        {reason}. {mark}. Testigo: {witness === '' ? 'sin nombre' : witness}.
      </p>
      <p className="quiet">{criterion}</p>
    </section>
  );
}
