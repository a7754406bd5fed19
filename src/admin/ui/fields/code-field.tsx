import React from 'react';
import { cleanCode, groupCharacters } from '#electoral/normalise';
import { FieldFrame, type FieldProps } from '../form.js';

export interface CodeFieldProps extends FieldProps {
  /** Lengths of the displayed groups, e.g. 6, 6, 2, 1, 3. */
  readonly groups: readonly number[];
  readonly digitsOnly?: boolean;
  /** Called with the cleaned value when the field loses focus; returns the error message, or null. */
  readonly check?: (clean: string) => string | null;
}

/** An identifier: cleaned, upper-cased and grouped while the user types or pastes; validated on blur. */
export function CodeField({ groups, digitsOnly = false, check, ...field }: CodeFieldProps) {
  const { form, name } = field;
  const clean = (text: string): string => cleanCode(text, digitsOnly);
  const width = groups.reduce((sum, length) => sum + length, 0) + groups.length;
  return (
    <FieldFrame {...field} check={check && ((value) => check(clean(value)))}>
      {(attributes) => (
        <input
          {...attributes}
          className="code"
          autoComplete="off"
          spellCheck={false}
          inputMode={digitsOnly ? 'numeric' : 'text'}
          size={width}
          value={form.values[name] ?? ''}
          onChange={(event) => {
            const { value: raw, selectionStart } = event.target;
            const atEnd = selectionStart === raw.length;
            form.set(name, atEnd ? groupCharacters(clean(raw), groups) : raw.toUpperCase());
          }}
          onBlur={(event) => {
            const grouped = groupCharacters(clean(event.target.value), groups);
            form.set(name, grouped);
            form.leave(name, grouped);
          }}
        />
      )}
    </FieldFrame>
  );
}
