import React from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { EmptyState, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { RequestChip } from './parts/request-chips.js';
import type { RequestListView } from './request-views.js';

const STATUSES = [
  ['', 'Todas'],
  ['undecided', 'Por resolver'],
  ['empty', 'Falta agregar a las personas'],
  ['draft', 'En preparación'],
  ['decided', 'Resueltas'],
  ['discarded', 'Descartadas'],
] as const;

/** Oficios in which OPLs request accounts, newest first (§4.1–4.2). */
export default function RequestList({ data: { requests, next } }: ScreenProps<RequestListView>) {
  const [search, setSearch] = useSearchParams();
  const status = search.get('situacion') ?? '';
  return (
    <>
      <PageHead lead="El OPL pide las cuentas por oficio, mediante la UTVOPL; la DERFE resuelve sobre cada persona.">
        <ScreenLink to="solicitudes-de-cuentas/registrar" primary />
        <ScreenLink to="solicitudes-de-cuentas/preparar" primary />
      </PageHead>
      <div className="filters">
        <div className="field">
          <label htmlFor="situacion">Situación</label>
          <select
            id="situacion"
            value={status}
            onChange={(event) => {
              setSearch(event.target.value === '' ? {} : { situacion: event.target.value });
            }}
          >
            {STATUSES.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </div>
      </div>
      {requests.length === 0 ? (
        <EmptyState
          action={
            <>
              <ScreenLink to="solicitudes-de-cuentas/registrar" />
              <ScreenLink to="solicitudes-de-cuentas/preparar" />
            </>
          }
        >
          {status === '' ? 'Todavía no hay solicitudes.' : 'Ninguna solicitud está en esa situación.'}
        </EmptyState>
      ) : (
        <Table
          caption="Solicitudes de cuentas"
          rows={requests}
          keyOf={({ id }) => id}
          columns={[
            {
              heading: 'Oficio',
              cell: ({ id, folio, oficioNumber }) => (
                <Link to={`/admin/resources/solicitudes-de-cuentas/records/${id}/show`}>
                  {oficioNumber ?? `Sin enviar · ${folio}`}
                </Link>
              ),
            },
            { heading: 'Institución', cell: ({ institution }) => institution },
            { heading: 'Situación', cell: ({ status }) => <RequestChip status={status} /> },
            { heading: 'Por resolver', cell: ({ pending }) => pending },
            { heading: 'Con cuenta', cell: ({ accepted }) => accepted },
            { heading: 'Negadas', cell: ({ refused }) => refused },
            { heading: 'Recibido', cell: ({ receivedOn }) => receivedOn ?? '—' },
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
