import React from 'react';
import { StateChip, Table } from '../../../../admin/ui/page.js';
import type { ComparedField } from '../views.js';

/** Shows the registered data beside the data that the app read from the card. */
export function ComparedFields({ rows }: { readonly rows: readonly ComparedField[] }) {
  return (
    <Table
      caption="Cotejo de datos"
      rows={rows}
      keyOf={({ name }) => name}
      columns={[
        { heading: 'Dato', cell: ({ name }) => name },
        { heading: 'Registrado', cell: ({ registered }) => <span className="code">{registered}</span> },
        { heading: 'Leído por la aplicación', cell: ({ read }) => <span className="code">{read}</span> },
        {
          heading: 'Coincide',
          cell: ({ agrees, notRead }) =>
            agrees === null ? (
              notRead
            ) : agrees ? (
              <StateChip tone="counts" label="Sí" />
            ) : (
              <StateChip tone="attention" label="No" />
            ),
        },
      ]}
    />
  );
}
