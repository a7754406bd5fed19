import React, { useId, useRef, useState, type KeyboardEventHandler } from 'react';
import { groupDate } from '#electoral/normalise';
import { dayProblem, momentProblem } from '../day-problem.js';
import { FieldFrame, type FieldProps } from '../form.js';

/** A date, typed as dd/mm/yyyy or picked. The value is yyyy-mm-dd, or the typed text while that is not a date. */
export function DateField(field: FieldProps) {
  return (
    <FieldFrame {...field} check={(value) => dayProblem(field.label, value)}>
      {(attributes) => (
        <DateInput
          {...attributes}
          pickerLabel={`Elegir en el calendario: ${field.label}`}
          value={field.form.values[field.name] ?? ''}
          change={(value) => {
            field.form.set(field.name, value);
          }}
          leave={(value) => {
            field.form.leave(field.name, value);
          }}
        />
      )}
    </FieldFrame>
  );
}

/** A date and a time in hora centro. The value is yyyy-mm-ddThh:mm. */
export function DateTimeField({ dayLabel, hourLabel, ...field }: FieldProps & { dayLabel: string; hourLabel: string }) {
  const hourId = useId();
  const [day = '', hour = ''] = (field.form.values[field.name] ?? '').split('T');
  const set = (nextDay: string, nextHour: string): void => {
    field.form.set(field.name, nextDay === '' && nextHour === '' ? '' : `${nextDay}T${nextHour}`);
  };
  return (
    <fieldset className="moment">
      <legend className="choice-title">{field.label}</legend>
      <FieldFrame {...field} label={dayLabel} check={(value) => momentProblem(dayLabel, value)}>
        {(attributes) => (
          <DateInput
            {...attributes}
            pickerLabel={`Elegir en el calendario: ${dayLabel}`}
            value={day}
            change={(next) => {
              set(next, hour);
            }}
          />
        )}
      </FieldFrame>
      <div className="field">
        <label htmlFor={hourId}>{hourLabel}</label>
        <input
          id={hourId}
          className="code"
          placeholder="hh:mm"
          inputMode="numeric"
          autoComplete="off"
          value={hour}
          onChange={(event) => {
            set(day, event.target.value.trim());
          }}
          onBlur={() => {
            const [, hours, minutes] = /^(\d{1,2})[:.h]?(\d{2})$/.exec(hour) ?? [];
            if (hours !== undefined && minutes !== undefined) set(day, `${hours.padStart(2, '0')}:${minutes}`);
          }}
        />
        <p className="help">De 00:00 a 23:59, hora centro.</p>
      </div>
    </fieldset>
  );
}

export interface DateInputProps {
  readonly id: string;
  readonly value: string;
  readonly pickerLabel: string;
  readonly change: (value: string) => void;
  readonly leave?: (value: string) => void;
  readonly onKeyDown?: KeyboardEventHandler;
}

/** A day as `yyyy-mm-dd`: typed as dd/mm/yyyy or picked. While it is incomplete, its value is the typed text. */
export function DateInput({ value, pickerLabel, change, leave, ...attributes }: DateInputProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(formatDate(value));
  const [last, setLast] = useState(value);
  if (last !== value) {
    setLast(value);
    if (parseDate(text) !== value) setText(formatDate(value));
  }
  return (
    <span className="day">
      <input
        {...attributes}
        className="code"
        placeholder="dd/mm/aaaa"
        inputMode="numeric"
        autoComplete="off"
        size={11}
        value={text}
        onChange={(event) => {
          const { value: raw, selectionStart } = event.target;
          const grouped = selectionStart === raw.length && raw.length > text.length ? groupDate(raw) : raw;
          setText(grouped);
          change(parseDate(grouped));
        }}
        onBlur={() => {
          setText(formatDate(parseDate(text)));
          leave?.(parseDate(text).trim());
        }}
      />
      <button type="button" className="button button-plain" onClick={() => picker.current?.showPicker()}>
        <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d="M2 4h12v10H2zM2 7h12M5 2v3M11 2v3" />
        </svg>
        <span className="hidden">{pickerLabel}</span>
      </button>
      <input
        ref={picker}
        type="date"
        className="day-picker"
        tabIndex={-1}
        aria-hidden="true"
        value={/^\d{4}-\d{2}-\d{2}$/.test(value) ? value : ''}
        onChange={(event) => {
          setText(formatDate(event.target.value));
          change(event.target.value);
        }}
      />
    </span>
  );
}

export function formatDate(value: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.split('-').reverse().join('/') : value;
}

function parseDate(text: string): string {
  const [, day, month, year] = /^\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\s*$/.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) return text;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
