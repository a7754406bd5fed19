import React, { useState, type FormEvent } from 'react';
import { Sentence } from '../page.js';
import type { ListProps } from './list-props.js';
import { withParameters } from './list-query.js';

interface SearchFormProps {
  readonly search: NonNullable<ListProps<never>['search']>;
  readonly query: URLSearchParams;
  readonly setQuery: (query: URLSearchParams) => void;
}

export function SearchForm({ search: { label, help, encrypt }, query, setQuery }: SearchFormProps) {
  const [text, setText] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const trimmed = text.trim();
    if (trimmed === '') return;
    if (encrypt) {
      const result = await encrypt({ text: trimmed });
      if (!result.ok) return;
      setQuery(withParameters(query, { busqueda: result.data.encrypted }));
    } else {
      setQuery(withParameters(query, { busca: trimmed }));
    }
    setText('');
  };
  return (
    <form className="list-search" role="search" onSubmit={(event) => void submit(event)}>
      <div className="field">
        <label htmlFor="busca">{label}</label>
        <input
          id="busca"
          type="search"
          maxLength={254}
          autoComplete="off"
          aria-describedby={help === undefined ? undefined : 'busca-ayuda'}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
        {help !== undefined && (
          <p className="help" id="busca-ayuda">
            <Sentence text={help} />
          </p>
        )}
      </div>
      <button className="button button-plain" type="submit">
        Buscar
      </button>
    </form>
  );
}
