import React, { type RefObject } from 'react';
import type { ProblemError } from '../../../../admin/ui/api.js';
import type { DeskCriterion } from '../views.js';
import { REASON_KEYS, VERDICT_KEYS } from './keys.js';

export interface Choice {
  readonly verdict: string;
  readonly subReason: string | null;
  readonly note: string;
}

export const NO_CHOICE: Choice = { verdict: '', subReason: null, note: '' };

/** Tells the reviewer which input is still missing; null if the verdict is complete. */
export function missingInput(choice: Choice, criteria: readonly DeskCriterion[]): string | null {
  const criterion = criteria.find(({ verdict }) => verdict === choice.verdict);
  if (!criterion) return 'Elija un resultado.';
  if (criterion.notForAssisted === true) return `«${criterion.label}» no es resultado de una captura asistida.`;
  if (criterion.subReasons.length > 0 && choice.subReason === null) return `Elija el motivo de «${criterion.label}».`;
  if (criterion.noteRequired && choice.note.trim() === '') return 'Escriba qué observó.';
  return null;
}

export interface VerdictPadProps {
  readonly criteria: readonly DeskCriterion[];
  readonly choice: Choice;
  readonly faults: readonly ProblemError[];
  readonly busy: boolean;
  readonly choose: (choice: Choice) => void;
  readonly confirm: () => void;
  readonly note: RefObject<HTMLTextAreaElement>;
}

/** The criteria in force with their keys, the reasons of the selected one, and a note if it is required. */
export function VerdictPad({ criteria, choice, faults, busy, choose, confirm, note }: VerdictPadProps) {
  const chosen = criteria.find(({ verdict }) => verdict === choice.verdict);
  const missing = missingInput(choice, criteria);
  return (
    <div className="mesa-pad">
      <div className="mesa-keys" role="group" aria-label="Resultado">
        {criteria.map(({ verdict, label }, index) => (
          <button
            key={verdict}
            type="button"
            className="mesa-key"
            aria-pressed={verdict === choice.verdict}
            onClick={() => {
              choose({ ...NO_CHOICE, verdict });
            }}
          >
            <kbd>{VERDICT_KEYS[index]}</kbd> {label}
          </button>
        ))}
      </div>
      <div className="mesa-reasons" role="group" aria-label="Motivo">
        {chosen?.subReasons.map(({ key, label }, index) => (
          <button
            key={key}
            type="button"
            className="mesa-key"
            aria-pressed={key === choice.subReason}
            onClick={() => {
              choose({ ...choice, subReason: key });
            }}
          >
            <kbd>{REASON_KEYS[index]}</kbd> {label}
          </button>
        ))}
        {chosen && (chosen.noteRequired || choice.note !== '') && (
          <div className="field">
            <label htmlFor="nota">Qué observó</label>
            <textarea
              id="nota"
              ref={note}
              rows={2}
              maxLength={2000}
              value={choice.note}
              onChange={(event) => {
                choose({ ...choice, note: event.target.value });
              }}
            />
          </div>
        )}
      </div>
      <div role="alert" className="field-error">
        {faults.map(({ code, detail }) => (
          <p key={code}>{detail}</p>
        ))}
      </div>
      <button type="button" className="button button-wide" aria-disabled={busy || missing !== null} onClick={confirm}>
        <kbd>Enter</kbd> Dar resultado
      </button>
      <p className="help">{missing ?? 'Listo para dar.'}</p>
    </div>
  );
}
