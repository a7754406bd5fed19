import React, { useId, useRef, useState } from 'react';
import { FieldFrame, type FieldProps } from './form.js';

export interface TextFieldProps extends FieldProps {
  readonly type?: 'text' | 'email' | 'tel';
  readonly inputMode?: 'text' | 'numeric' | 'tel' | 'email';
  readonly autoComplete?: string;
  readonly maxLength?: number;
}

export function TextField({ type = 'text', inputMode, autoComplete = 'off', maxLength, ...field }: TextFieldProps) {
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <input
          {...attributes}
          type={type}
          inputMode={inputMode}
          autoComplete={autoComplete}
          maxLength={maxLength}
          value={field.form.values[field.name] ?? ''}
          onChange={(event) => {
            field.form.set(field.name, event.target.value);
          }}
        />
      )}
    </FieldFrame>
  );
}

export function TextArea(field: FieldProps & { readonly code?: boolean; readonly rows?: number }) {
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <textarea
          {...attributes}
          className={field.code === true ? 'code' : undefined}
          rows={field.rows ?? 3}
          spellCheck={field.code !== true}
          value={field.form.values[field.name] ?? ''}
          onChange={(event) => {
            field.form.set(field.name, event.target.value);
          }}
        />
      )}
    </FieldFrame>
  );
}

/** One file from this computer. What is chosen is named beside the button, so that it is seen before it is sent. */
export function FileField({ accept, ...field }: FieldProps & { readonly accept: string }) {
  const chosen = field.form.files[field.name];
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <span className="file">
          <input
            {...attributes}
            type="file"
            accept={accept}
            onChange={(event) => {
              field.form.attach(field.name, event.target.files?.[0]);
            }}
          />
          <span className="button button-plain" aria-hidden="true">
            Elegir archivo
          </span>
          <span className="quiet">{chosen ? `${chosen.name} · ${formatSize(chosen)}` : 'Ningún archivo elegido'}</span>
        </span>
      )}
    </FieldFrame>
  );
}

/** What a signed paper may be, for {@link FileField}. */
export const SCAN_TYPES = 'application/pdf,image/jpeg,image/png';

function formatSize({ size }: File): string {
  return size < 1_000_000
    ? `${Math.ceil(size / 1000).toLocaleString('es-MX')} kB`
    : `${(size / 1_000_000).toLocaleString('es-MX', { maximumFractionDigits: 1 })} MB`;
}

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

/** One of two or three, all in sight. */
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

export interface CodeFieldProps extends FieldProps {
  /** Lengths of the groups in which it is read, e.g. 6, 6, 2, 1, 3. */
  readonly groups: readonly number[];
  readonly digitsOnly?: boolean;
  /** Judges the clean value on leaving the field; the sentence of what is wrong, or null. */
  readonly check?: (clean: string) => string | null;
}

/** An identifier: cleaned and upper-cased as it is typed or pasted, shown in groups, judged on leaving. */
export function CodeField({ groups, digitsOnly = false, check, ...field }: CodeFieldProps) {
  const value = field.form.values[field.name] ?? '';
  const clean = (text: string): string => text.toUpperCase().replace(digitsOnly ? /\D/g : /[^A-ZÑ0-9]/g, '');
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <input
          {...attributes}
          className="code"
          autoComplete="off"
          spellCheck={false}
          inputMode={digitsOnly ? 'numeric' : 'text'}
          value={value}
          onChange={(event) => {
            const { value: typed, selectionStart } = event.target;
            const atEnd = selectionStart === typed.length;
            field.form.set(field.name, atEnd ? groupCharacters(clean(typed), groups) : typed.toUpperCase());
          }}
          onBlur={() => {
            const cleaned = clean(value);
            field.form.set(field.name, groupCharacters(cleaned, groups));
            if (check) field.form.setFieldError(field.name, cleaned === '' ? null : check(cleaned));
          }}
        />
      )}
    </FieldFrame>
  );
}

function groupCharacters(text: string, groups: readonly number[]): string {
  const parts: string[] = [];
  let rest = text;
  for (const length of groups) {
    if (rest === '') break;
    parts.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...parts, ...(rest === '' ? [] : [rest])].join(' ');
}

/** A day, typed as dd/mm/aaaa or picked; kept as aaaa-mm-dd, or as it was typed while it is no day. */
export function DateField(field: FieldProps) {
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <DateInput
          {...attributes}
          pickerLabel={`Elegir en el calendario: ${field.label}`}
          value={field.form.values[field.name] ?? ''}
          change={(value) => {
            field.form.set(field.name, value);
          }}
        />
      )}
    </FieldFrame>
  );
}

/** A day and an hour of the centre; kept as aaaa-mm-ddThh:mm. */
export function DateTimeField({ dayLabel, hourLabel, ...field }: FieldProps & { dayLabel: string; hourLabel: string }) {
  const hourId = useId();
  const [day = '', hour = ''] = (field.form.values[field.name] ?? '').split('T');
  const set = (nextDay: string, nextHour: string): void => {
    field.form.set(field.name, `${nextDay}T${nextHour}`);
  };
  return (
    <fieldset className="moment">
      <legend className="choice-title">{field.label}</legend>
      <FieldFrame {...field} label={dayLabel}>
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

interface DateInputProps {
  readonly id: string;
  readonly value: string;
  readonly pickerLabel: string;
  readonly change: (value: string) => void;
}

function DateInput({ value, pickerLabel, change, ...attributes }: DateInputProps) {
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
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          change(parseDate(event.target.value));
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

function formatDate(value: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.split('-').reverse().join('/') : value;
}

function parseDate(text: string): string {
  const [, day, month, year] = /^\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\s*$/.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) return text;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
