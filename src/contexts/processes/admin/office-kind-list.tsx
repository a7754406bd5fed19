import React from 'react';
import { Link } from 'react-router-dom';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { OfficeKindListView } from './office-kind-views.js';
import { SCOPE_LABELS } from './parts/scope-labels.js';

/** The kinds of office (§5.A). */
export default function OfficeKindList({ data: { rows } }: ScreenProps<OfficeKindListView>) {
  return (
    <>
      <PageHead lead="Los cargos que cada OPL puede agregar a sus procesos, con el territorio en que se eligen y los días que puede durar su captación.">
        <ScreenLink to="tipos-de-cargo/agregar" primary />
      </PageHead>
      <Table
        caption="Tipos de cargo"
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          {
            heading: 'Tipo de cargo',
            cell: ({ key, label }) => <Link to={`/admin/pages/tipo-de-cargo?tipo=${key}`}>{label}</Link>,
          },
          { heading: 'Dónde se elige', cell: ({ scope }) => SCOPE_LABELS[scope] },
          { heading: 'Entidades', cell: ({ where }) => where },
          { heading: 'Días de captación, como máximo', cell: ({ maxDays }) => maxDays },
          { heading: 'Cargos', cell: ({ offices }) => offices.toLocaleString('es-MX') },
        ]}
      />
    </>
  );
}
