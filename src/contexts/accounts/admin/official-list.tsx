import React from 'react';
import { Link } from 'react-router-dom';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { List } from '../../../admin/ui/list.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { StatusChip } from './parts/status-chip.js';
import { DECLARED_LABEL, STATUS_LABELS } from './parts/status-labels.js';
import type { OfficialListView } from './views.js';

export default function OfficialList({ data, post }: ScreenProps<OfficialListView>) {
  return (
    <>
      <PageHead lead="Una cuenta por persona funcionaria; las pide el OPL por oficio, mediante la UTVOPL.">
        <ScreenLink to="cuentas/dar-de-alta" primary />
      </PageHead>
      <List
        view={data}
        nouns={['cuenta', 'cuentas']}
        defaultSort="cuenta"
        file="cuentas/excel"
        keyOf={({ id }) => id}
        search={{
          label: 'Nombre, cuenta o correo',
          help: 'Palabras o partes de ellas, con o sin acentos.',
          encrypt: post,
        }}
        filters={[
          {
            name: 'estado',
            label: 'Estado',
            options: [['declared', DECLARED_LABEL], ...Object.entries(STATUS_LABELS)],
          },
          { name: 'funcion', label: 'Función', options: data.roles.map(({ key, label }) => [key, label] as const) },
          {
            name: 'entidad',
            label: 'Institución',
            linked: data.entidades.length < 2,
            options: data.entidades.map(({ key, name }) => [key, name] as const),
          },
        ]}
        empty="Todavía no hay cuentas. Dé de alta la primera con los datos del oficio."
        noMatches="Ninguna cuenta cumple con esos filtros. Quite alguno para ver más."
        columns={[
          {
            heading: 'Persona',
            cell: ({ id, name }) => <Link to={`/admin/resources/cuentas/records/${id}/show`}>{name}</Link>,
          },
          { heading: 'Cuenta', sort: 'cuenta', cell: ({ account }) => account },
          { heading: 'Función', cell: ({ role }) => role },
          { heading: 'Institución', cell: ({ institution }) => institution },
          { heading: 'Estado', cell: (row) => <StatusChip {...row} /> },
          { heading: 'Vigente hasta', sort: 'vigencia', cell: ({ grantEndsAt }) => grantEndsAt.slice(0, 10) },
        ]}
      />
    </>
  );
}
