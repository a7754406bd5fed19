import React from 'react';
import { Link } from 'react-router-dom';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { List } from '../../../admin/ui/list.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { KeyChip } from './parts/chips.js';
import type { ProcessListView } from './views.js';

export default function ProcessList({ data }: ScreenProps<ProcessListView>) {
  return (
    <>
      <PageHead>
        <ScreenLink to="procesos/crear" primary />
      </PageHead>
      <List
        view={data}
        nouns={['proceso', 'procesos']}
        defaultSort="-id"
        file="procesos/excel"
        keyOf={({ id }) => id}
        search={{ label: 'Nombre o Id Proceso' }}
        filters={[
          {
            name: 'entidad',
            label: 'Entidad',
            linked: data.entidades.length < 2,
            options: data.entidades.map(({ key, name }) => [key, name] as const),
          },
          {
            name: 'llave',
            label: 'Llave del OPL',
            options: [
              ['entregada', 'Entregada'],
              ['falta', 'Falta'],
            ],
          },
          {
            name: 'tipo',
            label: 'Tipo',
            options: [
              ['real', 'Proceso real'],
              ['simulacro', 'Simulacro'],
            ],
          },
        ]}
        empty="Todavía no hay procesos. El primer paso es dar de alta el Proceso Electoral Local de su entidad."
        noMatches="Ningún proceso cumple con esos filtros. Quite alguno para ver más."
        columns={[
          {
            heading: 'Id Proceso',
            sort: 'id',
            cell: ({ id, idProceso }) => (
              <Link className="code" to={`/admin/resources/procesos/records/${id}/show`}>
                {idProceso}
              </Link>
            ),
          },
          { heading: 'Nombre', sort: 'nombre', cell: ({ name }) => name },
          { heading: 'Entidad', cell: ({ entidad }) => entidad },
          { heading: 'Llave del OPL', cell: ({ key }) => <KeyChip state={key} /> },
          { heading: 'Tipo', cell: ({ practice }) => (practice ? 'Simulacro' : 'Proceso real') },
        ]}
      />
    </>
  );
}
