import React, { type ReactNode } from 'react';
import { StateChip, Table, Unmasked } from '../../../../admin/ui/page.js';
import type { ComparedField } from '../views.js';

export interface ComparedFieldsProps {
  readonly masked: readonly ComparedField[];
  /** The same fields in full, once the official has given a reason. */
  readonly revealed?: readonly ComparedField[];
}

/** Shows the registered data beside the data that the app read from the card. */
export function ComparedFields({ masked, revealed }: ComparedFieldsProps) {
  const code = (row: ComparedField, side: 'registered' | 'read'): ReactNode => {
    const found = revealed?.find(({ name }) => name === row.name);
    return <span className="code">{found ? <Unmasked value={found[side]} masked={row[side]} /> : row[side]}</span>;
  };
  return (
    <Table
      caption="Cotejo de datos"
      rows={masked}
      keyOf={({ name }) => name}
      columns={[
        { heading: 'Dato', cell: ({ name }) => name },
        { heading: 'Registrado', cell: (row) => code(row, 'registered') },
        { heading: 'Leído por la aplicación', cell: (row) => code(row, 'read') },
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
