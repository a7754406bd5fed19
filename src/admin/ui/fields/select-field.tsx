import React from 'react';
import { FieldFrame, type FieldProps } from '../form.js';

export interface SelectFieldProps extends FieldProps {
  readonly options: readonly (readonly [value: string, text: string])[];
}

export function SelectField({ options, ...field }: SelectFieldProps) {
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <select
          {...attributes}
          value={field.form.values[field.name] ?? ''}
          onChange={(event) => {
            field.form.set(field.name, event.target.value);
          }}
        >
          <option value="">Elija…</option>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}

/** Radio buttons for two or three options. */
export function ChoiceField({ form, name, label, help, options }: SelectFieldProps) {
  return (
    <fieldset className="field">
      <legend className="choice-title">{label}</legend>
      <div className="choices" id={name} tabIndex={-1}>
        {options.map(([value, text]) => (
          <label key={value} className="choice">
            <input
              type="radio"
              name={name}
              value={value}
              checked={form.values[name] === value}
              onChange={() => {
                form.set(name, value);
              }}
            />
            {text}
          </label>
        ))}
      </div>
      {help && <p className="help">{help}</p>}
      {form.errors
        .filter(({ field }) => field === name)
        .map(({ code, detail }) => (
          <p key={code} className="field-error">
            {detail}
          </p>
        ))}
    </fieldset>
  );
}
