import React from 'react';
import { Link } from 'react-router-dom';
import { EmptyState, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { ClosingChip } from './parts/closing-chip.js';
import type { ClosingListView } from './views.js';

export default function ClosingList({ data: { processes } }: ScreenProps<ClosingListView>) {
  return (
    <>
      <PageHead lead="Un proceso se cierra cuando todo lo recibido está verificado y revisado, y las cifras concilian." />
      {processes.length === 0 ? (
        <EmptyState>Todavía no hay procesos. Los da de alta el OPL de cada entidad.</EmptyState>
      ) : (
        <Table
          caption="Procesos por cerrar"
          rows={processes}
          keyOf={({ id }) => id}
          columns={[
            {
              heading: 'Id Proceso',
              cell: ({ id, idProceso }) => (
                <Link className="code" to={`/admin/resources/cierres/records/${id}/show`}>
                  {idProceso}
                </Link>
              ),
            },
            { heading: 'Nombre', cell: ({ name }) => name },
            { heading: 'Entidad', cell: ({ entidad }) => entidad },
            { heading: 'Estado', cell: ({ state }) => <ClosingChip state={state} /> },
            { heading: 'Tipo', cell: ({ practice }) => (practice ? 'Simulacro' : 'Proceso real') },
          ]}
        />
      )}
    </>
  );
}
