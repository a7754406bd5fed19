import React, { useState } from 'react';
import { isCalendarDate } from '#electoral/time';
import { DateInput } from '../fields/date-field.js';
import type { Filter, ListProps } from './list-props.js';

interface FilterSelectProps {
  readonly filter: Filter;
  readonly value: string;
  readonly choose: (name: string, value: string) => void;
  /** What is wrong with the value. */
  readonly fault?: string | undefined;
}

export function FilterSelect({ filter: { name, label, options }, value, choose }: FilterSelectProps) {
  return (
    <div className="field">
      <label htmlFor={`filtro-${name}`}>{label}</label>
      <select
        id={`filtro-${name}`}
        value={value}
        onChange={(event) => {
          choose(name, event.target.value);
        }}
      >
        <option value="">Sin filtro</option>
        {options.map(([key, label]) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A day that limits the list. An invalid day is put in the URL too, so that the list reports it. */
export function DayFilter({ filter: { name, label }, value, choose, fault }: FilterSelectProps) {
  const [typed, setTyped] = useState(value);
  const [chosen, setChosen] = useState(value);
  if (chosen !== value) {
    setChosen(value);
    setTyped(value);
  }
  const id = `filtro-${name}`;
  const settle = (text: string): void => {
    if (text.trim() !== value) choose(name, text.trim());
  };
  return (
    <div className={fault === undefined ? 'field' : 'field field-wrong'}>
      <label htmlFor={id}>{label}</label>
      <DateInput
        id={id}
        aria-invalid={fault === undefined ? undefined : true}
        aria-describedby={fault && `${id}-error`}
        value={typed}
        pickerLabel={`Elegir el día: ${label}`}
        change={(day) => {
          setTyped(day);
          if (day !== value && (day === '' || isCalendarDate(day))) choose(name, day);
        }}
        leave={settle}
        onKeyDown={({ key }) => {
          if (key === 'Enter') settle(typed);
        }}
      />
      {fault !== undefined && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

interface SortSelectProps<Row> {
  readonly columns: ListProps<Row>['columns'];
  readonly defaultSort: string;
  readonly sorted: string;
  readonly choose: (name: string, value: string) => void;
}

/** Replaces the sortable column headings on narrow screens. */
export function SortSelect<Row>({ columns, defaultSort, sorted, choose }: SortSelectProps<Row>) {
  const options = columns.flatMap(({ heading, sort }) =>
    sort === undefined
      ? []
      : [[sort, `${heading}, de menor a mayor`] as const, [`-${sort}`, `${heading}, de mayor a menor`] as const],
  );
  if (options.length === 0) return null;
  return (
    <div className="field list-order">
      <label htmlFor="orden">Orden</label>
      <select
        id="orden"
        value={sorted}
        onChange={(event) => {
          choose('orden', event.target.value === defaultSort ? '' : event.target.value);
        }}
      >
        {options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
