import React from 'react';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { PadronLimitListView } from './rule-views.js';

/** The limits on padrón queries of every entidad (decision 28). */
export default function PadronLimitList({ data: { rows } }: ScreenProps<PadronLimitListView>) {
  return (
    <>
      <PageHead lead="Cada registro de auxiliar consulta el padrón. Estos topes, por persona aspirante y día (hora centro), impiden usar el registro para averiguar quién está en él." />
      <Table
        caption="Consultas al padrón por entidad"
        rows={rows}
        keyOf={({ entidad }) => entidad}
        columns={[
          { heading: 'Entidad', cell: ({ name }) => name },
          { heading: 'Registro uno por uno', cell: ({ perDay }) => perDay.toLocaleString('es-MX') },
          { heading: 'Filas de archivos', cell: ({ perDayByFile }) => perDayByFile.toLocaleString('es-MX') },
          {
            heading: 'Fijado (hora centro)',
            cell: ({ at, isDefault }) =>
              isDefault || at === null ? 'Desde el inicio' : <span className="when">{at}</span>,
          },
          {
            heading: 'Acción',
            cell: ({ entidad, name }) => (
              <ScreenLink to="cambiar-consultas-al-padron" query={{ entidad }} label="Cambiar topes" of={name} />
            ),
          },
        ]}
      />
    </>
  );
}
