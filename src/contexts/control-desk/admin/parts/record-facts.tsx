import React from 'react';
import type { RecordView } from '../views.js';
import { REVEAL_KEY } from './keys.js';

export interface RecordFactsProps {
  readonly record: RecordView;
  readonly reveal: () => void;
}

/** What the record says beside its images: read and typed data, the answer of the roll, earlier verdicts. */
export function RecordFacts({ record, reveal }: RecordFactsProps) {
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
      <button type="button" className="mesa-key" aria-pressed={record.revealed} onClick={reveal}>
        <kbd>{REVEAL_KEY}</kbd> {record.revealed ? 'Ocultar datos' : 'Mostrar datos completos'}
      </button>
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
      <p className="small quiet">{record.assistedCapture}</p>
    </div>
  );
}
