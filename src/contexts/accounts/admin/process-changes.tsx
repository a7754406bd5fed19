import React from 'react';
import { Table } from '../../../admin/ui/page.js';
import type { PanelProps } from '../../../admin/ui/screen.js';
import type { ProcessChangesView } from './views.js';

/** Panel on a process: who set its periods and who waived the test of its key. */
export default function ProcessChanges({ data: { rows } }: PanelProps<ProcessChangesView>) {
  return (
    <section className="panel" aria-labelledby="cambios">
      <h2 id="cambios">Quién hizo los cambios</h2>
      <Table
        caption="Cambios de los periodos y de la llave, del más reciente al más antiguo"
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { heading: 'Cuándo (hora centro)', cell: ({ at }) => <span className="when">{at}</span> },
          { heading: 'Qué', cell: ({ what }) => what },
          { heading: 'Quién', cell: ({ by }) => by },
          { heading: 'Motivo', cell: ({ reason }) => (reason === '' ? '—' : reason) },
        ]}
      />
    </section>
  );
}
