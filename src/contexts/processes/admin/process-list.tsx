import React from 'react';
import { Link } from 'react-router-dom';
import { Verb } from '../../../admin/ui/frame.js';
import { Empty, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { KeyChip } from './parts/chips.js';
import type { ProcessListView } from './views.js';

export default function ProcessList({ data: { processes } }: ScreenProps<ProcessListView>) {
  return (
    <>
      <PageHead>{processes.length > 0 && <Verb to="procesos/crear" primary />}</PageHead>
      {processes.length === 0 ? (
        <Empty action={<Verb to="procesos/crear" primary />}>
          Todavía no hay procesos. El primer paso es dar de alta el Proceso Electoral Local de su entidad.
        </Empty>
      ) : (
        <Table
          caption="Procesos electorales locales"
          rows={processes}
          keyOf={({ id }) => id}
          columns={[
            {
              heading: 'Id Proceso',
              cell: ({ id, idProceso }) => (
                <Link className="code" to={`/admin/resources/procesos/records/${id}/show`}>
                  {idProceso}
                </Link>
              ),
            },
            { heading: 'Nombre', cell: ({ name }) => name },
            { heading: 'Entidad', cell: ({ entidad }) => entidad },
            { heading: 'Llave del OPL', cell: ({ key }) => <KeyChip state={key} /> },
            { heading: 'Tipo', cell: ({ practice }) => (practice ? 'Simulacro' : 'Proceso real') },
          ]}
        />
      )}
    </>
  );
}
