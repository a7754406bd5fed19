import React from 'react';
import { useField, type FieldProps } from '../form.js';

export interface ChecksFieldProps extends FieldProps {
  readonly options: readonly (readonly [value: string, text: string])[];
}

/**
 * A group of checkboxes, any number of which may be ticked. The field's value is the list of the chosen values,
 * separated by spaces.
 */
export function ChecksField({ options, ...field }: ChecksFieldProps) {
  const { form, name, label, help } = field;
  const fault = useField(field, 'Elija');
  const described = [help && `${name}-ayuda`, fault && `${name}-error`].filter(Boolean).join(' ');
  const chosen = new Set((form.values[name] ?? '').split(' '));
  const toggle = (value: string): void => {
    const next = options.map(([option]) => option).filter((option) => (option === value) !== chosen.has(option));
    form.set(name, next.join(' '));
  };
  return (
    <fieldset
      className={fault ? 'field field-wrong' : 'field'}
      aria-describedby={described === '' ? undefined : described}
    >
      <legend className="choice-title">{label}</legend>
      {help && (
        <p className="help" id={`${name}-ayuda`}>
          {help}
        </p>
      )}
      <div className="choices choices-many" id={name} tabIndex={-1}>
        {options.map(([value, text]) => (
          <label key={value} className="choice">
            <input
              type="checkbox"
              checked={chosen.has(value)}
              onChange={() => {
                toggle(value);
              }}
            />
            {text}
          </label>
        ))}
      </div>
      {fault && (
        <p className="field-error" id={`${name}-error`}>
          {fault.detail}
        </p>
      )}
    </fieldset>
  );
}
