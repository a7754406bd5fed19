import React from 'react';
import { Link } from 'react-router-dom';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { List } from '../../../admin/ui/list.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { StatusChip } from './parts/status-chip.js';
import { STATUS_LABELS } from './parts/status-labels.js';
import type { AspirantListView } from './views.js';

export default function AspirantList({ data, post }: ScreenProps<AspirantListView>) {
  return (
    <>
      <PageHead>
        <ScreenLink to="aspirantes/registrar" primary />
      </PageHead>
      <List
        view={data}
        nouns={['aspirante', 'aspirantes']}
        defaultSort="nombre"
        keyOf={({ id }) => id}
        file="aspirantes/excel"
        search={{
          label: 'Nombre o folio',
          help: 'También el correo o la clave de elector completos.',
          encrypt: post,
        }}
        filters={[
          { name: 'estado', label: 'Estado', options: Object.entries(STATUS_LABELS) },
          {
            name: 'proceso',
            label: 'Proceso',
            linked: data.processes.length < 2,
            options: data.processes.map(({ id, idProceso }) => [id, idProceso] as const),
          },
        ]}
        empty="Todavía no hay aspirantes. Registre al primero con los datos de su manifestación de intención."
        noMatches="Ninguna persona aspirante cumple con esos filtros. Quite alguno para ver más."
        columns={[
          {
            heading: 'Nombre',
            sort: 'nombre',
            cell: ({ id, name }) => <Link to={`/admin/resources/aspirantes/records/${id}/show`}>{name}</Link>,
          },
          { heading: 'Estado', cell: (row) => <StatusChip {...row} /> },
          { heading: 'Folio', cell: ({ folio }) => <span className="code">{folio}</span> },
          { heading: 'Cargo', cell: ({ office }) => office },
          { heading: 'Registro (hora centro)', sort: 'registro', cell: ({ registeredAt }) => registeredAt },
        ]}
      />
    </>
  );
}
