import React from 'react';
import { EmptyState, PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { RollCutsView } from './views.js';

export default function RollCuts({ data: { cuts } }: ScreenProps<RollCutsView>) {
  return (
    <>
      <PageHead lead="Con qué corte del padrón y de la lista nominal se consulta a las personas y se verifican los apoyos. Los carga el equipo técnico de la DERFE." />
      {cuts.length === 0 ? (
        <EmptyState>
          Todavía no hay ningún corte: los apoyos esperan en proceso hasta que se cargue el primero.
        </EmptyState>
      ) : (
        <Table
          caption="Cortes del padrón, del más reciente al más antiguo"
          rows={cuts}
          keyOf={({ name }) => name}
          columns={[
            { heading: 'Corte', cell: ({ name }) => name },
            {
              heading: 'Estado',
              cell: ({ inForce }) =>
                inForce ? (
                  <StateChip tone="counts" label="En uso" />
                ) : (
                  <StateChip tone="neutral" label="No está en uso" />
                ),
            },
            { heading: 'Datos al (hora centro)', cell: ({ asOf }) => <span className="when">{asOf}</span> },
            { heading: 'En uso desde', cell: ({ inForceFrom }) => <span className="when">{inForceFrom}</span> },
            { heading: 'Personas', cell: ({ electors }) => electors.toLocaleString('es-MX') },
            { heading: 'Fuente', cell: ({ source }) => source },
          ]}
        />
      )}
    </>
  );
}
