import React from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { Verb } from '../../../admin/ui/frame.js';
import { Empty, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { StatusChip } from './parts/status-chip.js';
import type { OfficialListView } from './views.js';

const STATES = [
  ['pending', 'Espera Declaratoria'],
  ['active', 'Activa'],
  ['suspended', 'Suspendida'],
  ['closed', 'Cerrada'],
] as const;

export default function OfficialList({ data: { officials, entidades, roles, next } }: ScreenProps<OfficialListView>) {
  const [search, setSearch] = useSearchParams();
  const filter = (name: string, value: string): void => {
    const changed = new URLSearchParams(search);
    changed.delete('despues');
    if (value === '') changed.delete(name);
    else changed.set(name, value);
    setSearch(changed);
  };
  const select = (name: string, label: string, options: readonly (readonly [string, string])[]) => (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <select
        id={name}
        value={search.get(name) ?? ''}
        onChange={(event) => {
          filter(name, event.target.value);
        }}
      >
        <option value="">Todas</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <>
      <PageHead lead="Una cuenta por persona funcionaria; las pide el OPL por oficio, mediante la UTVOPL.">
        <Verb to="cuentas/dar-de-alta" primary />
      </PageHead>
      <div className="filters">
        {select('estado', 'Estado', STATES)}
        {select(
          'funcion',
          'Función',
          roles.map(({ key, label }) => [key, label] as const),
        )}
        {select(
          'entidad',
          'Entidad',
          entidades.map(({ key, name }) => [key, name] as const),
        )}
      </div>
      {officials.length === 0 ? (
        <Empty action={<Verb to="cuentas/dar-de-alta" />}>Ninguna cuenta corresponde a lo elegido.</Empty>
      ) : (
        <Table
          caption="Cuentas de las personas funcionarias"
          rows={officials}
          keyOf={({ id }) => id}
          columns={[
            {
              heading: 'Persona',
              cell: ({ id, name }) => <Link to={`/admin/resources/cuentas/records/${id}/show`}>{name}</Link>,
            },
            { heading: 'Cuenta', cell: ({ account }) => account },
            { heading: 'Función', cell: ({ role }) => role },
            { heading: 'Institución', cell: ({ institution }) => institution },
            { heading: 'Estado', cell: (row) => <StatusChip {...row} /> },
            { heading: 'Vigente hasta', cell: ({ grantEndsAt }) => grantEndsAt.slice(0, 10) },
          ]}
        />
      )}
      {next !== null && (
        <p>
          <button
            type="button"
            className="button button-plain"
            onClick={() => {
              const following = new URLSearchParams(search);
              following.set('despues', next);
              setSearch(following);
            }}
          >
            Página siguiente
          </button>
        </p>
      )}
    </>
  );
}
