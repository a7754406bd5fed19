import React, { useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { Verb } from '../../../admin/ui/frame.js';
import { Empty, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { STATUS_WORDS, StatusChip } from './parts/status-chip.js';
import type { AspirantListView, Status } from './views.js';

export default function AspirantList({ data }: ScreenProps<AspirantListView>) {
  const { aspirants, processes, next } = data;
  const [search, setSearch] = useSearchParams();
  const filtered = ['proceso', 'estado', 'busca'].some((name) => search.has(name));
  const beyond = search.has('despues');
  const narrow = (name: string, value: string): void => {
    const changed = new URLSearchParams(search);
    changed.delete('despues');
    if (value === '') changed.delete(name);
    else changed.set(name, value);
    setSearch(changed);
  };
  return (
    <>
      <PageHead>
        <Verb to="aspirantes/registrar" primary />
      </PageHead>
      {(aspirants.length > 0 || filtered || beyond) && (
        <Filters processes={processes} search={search} narrow={narrow} />
      )}
      {aspirants.length === 0 ? (
        <Empty action={filtered ? undefined : <Verb to="aspirantes/registrar" />}>
          {filtered
            ? 'Ninguna persona aspirante cumple con esos filtros. Quite alguno para ver más.'
            : 'Todavía no hay aspirantes. Registre al primero con los datos de su manifestación de intención.'}
        </Empty>
      ) : (
        <Table
          caption="Aspirantes"
          rows={aspirants}
          keyOf={({ id }) => id}
          columns={[
            {
              heading: 'Nombre',
              cell: ({ id, name }) => <Link to={`/admin/resources/aspirantes/records/${id}/show`}>{name}</Link>,
            },
            { heading: 'Estado', cell: ({ status }) => <StatusChip status={status} /> },
            { heading: 'Folio', cell: ({ folio }) => <span className="code">{folio}</span> },
            { heading: 'Cargo', cell: ({ office }) => office },
            { heading: 'Último cambio (hora centro)', cell: ({ changedAt }) => changedAt },
          ]}
        />
      )}
      {(beyond || next !== null) && (
        <nav className="actions" aria-label="Páginas de la lista">
          {beyond && (
            <Link className="button button-plain" to={address(search, null)}>
              Volver al principio
            </Link>
          )}
          {next !== null && (
            <Link className="button button-plain" to={address(search, next)}>
              Ver siguientes
            </Link>
          )}
        </nav>
      )}
    </>
  );
}

function address(search: URLSearchParams, after: string | null): string {
  const changed = new URLSearchParams(search);
  if (after === null) changed.delete('despues');
  else changed.set('despues', after);
  return `?${changed.toString()}`;
}

interface FiltersProps {
  readonly processes: AspirantListView['processes'];
  readonly search: URLSearchParams;
  readonly narrow: (name: string, value: string) => void;
}

/** What is set stands as a chip that takes it away, and in the address. */
function Filters({ processes, search, narrow }: FiltersProps) {
  const [text, setText] = useState('');
  const chips: [name: string, word: string][] = [];
  const process = processes.find(({ id }) => id === search.get('proceso'));
  if (process) chips.push(['proceso', process.idProceso]);
  const status = search.get('estado');
  if (status !== null) chips.push(['estado', STATUS_WORDS[status as Status]]);
  const sought = search.get('busca');
  if (sought !== null) chips.push(['busca', `«${sought}»`]);
  return (
    <div className="stack">
      <form
        className="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          narrow('busca', text.trim());
          setText('');
        }}
      >
        <div className="field">
          <label htmlFor="busca">Nombre o folio</label>
          <input
            id="busca"
            type="search"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
            }}
          />
        </div>
        <button className="button button-plain" type="submit">
          Buscar
        </button>
        <div className="field">
          <label htmlFor="estado">Estado</label>
          <select
            id="estado"
            value={status ?? ''}
            onChange={(event) => {
              narrow('estado', event.target.value);
            }}
          >
            <option value="">Todos</option>
            {Object.entries(STATUS_WORDS).map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        </div>
        {processes.length > 1 && (
          <div className="field">
            <label htmlFor="proceso">Proceso</label>
            <select
              id="proceso"
              value={process?.id ?? ''}
              onChange={(event) => {
                narrow('proceso', event.target.value);
              }}
            >
              <option value="">Todos</option>
              {processes.map(({ id, idProceso }) => (
                <option key={id} value={id}>
                  {idProceso}
                </option>
              ))}
            </select>
          </div>
        )}
      </form>
      {chips.length > 0 && (
        <div className="actions">
          {chips.map(([name, word]) => (
            <button
              key={name}
              type="button"
              className="filter-chip"
              onClick={() => {
                narrow(name, '');
              }}
            >
              {word} <span aria-hidden="true">×</span>
              <span className="hidden">Quitar filtro</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
