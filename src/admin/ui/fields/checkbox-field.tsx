import React from 'react';
import { useField, type Form } from '../form.js';

export interface CheckboxFieldProps {
  readonly form: Form;
  readonly name: string;
  readonly label: string;
}

/** A checkbox; its value is 'si' or empty. */
export function CheckboxField({ form, name, label }: CheckboxFieldProps) {
  const fault = useField({ form, name, label, optional: true });
  return (
    <div className={fault ? 'field field-wrong' : 'field'}>
      <label className="choice" htmlFor={name}>
        <input
          id={name}
          type="checkbox"
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? `${name}-error` : undefined}
          checked={form.values[name] === 'si'}
          onChange={(event) => {
            form.set(name, event.target.checked ? 'si' : '');
          }}
        />
        {label}
      </label>
      {fault && (
        <p className="field-error" id={`${name}-error`}>
          {fault.detail}
        </p>
      )}
    </div>
  );
}

/**
 * A checkbox with which a person confirms what the server asks about. It appears when an error names its field, and
 * then stays. The screen reads it with `isConfirmed`.
 */
export function ConfirmationField({ form, name, label }: CheckboxFieldProps) {
  const asked = form.values[name] !== undefined || form.errors.some(({ field }) => field === name);
  return asked ? <CheckboxField form={form} name={name} label={label} /> : null;
}
