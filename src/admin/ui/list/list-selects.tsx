import React, { useState } from 'react';
import { isCalendarDate } from '#electoral/time';
import { DateInput } from '../fields/date-field.js';
import type { Filter, ListProps } from './list-props.js';

interface FilterSelectProps {
  readonly filter: Filter;
  readonly value: string;
  readonly choose: (name: string, value: string) => void;
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

/** A day that limits the list. */
export function DayFilter({ filter: { name, label }, value, choose }: FilterSelectProps) {
  const [typed, setTyped] = useState(value);
  const [chosen, setChosen] = useState(value);
  if (chosen !== value) {
    setChosen(value);
    setTyped(value);
  }
  return (
    <div className="field">
      <label htmlFor={`filtro-${name}`}>{label}</label>
      <DateInput
        id={`filtro-${name}`}
        value={typed}
        pickerLabel={`Elegir el día: ${label}`}
        change={(day) => {
          setTyped(day);
          if (day !== value && (day === '' || isCalendarDate(day))) choose(name, day);
        }}
      />
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
