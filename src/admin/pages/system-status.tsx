import React from 'react';
import type { StatusView } from '../../kernel/health/get-system-status.js';
import { PageHead, StateChip, Table } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';

export default function SystemStatus({ data }: ScreenProps<{ readonly figures: readonly StatusView[] }>) {
  const { figures } = data;
  return (
    <>
      <PageHead lead="Lo que espera y el espacio que queda. Un atraso no detiene la recepción de apoyos, pero alguien debe atenderlo." />
      <Table
        caption="Estado del sistema"
        rows={figures}
        keyOf={({ name }) => name}
        columns={[
          { heading: 'Medida', cell: ({ label }) => label },
          {
            heading: 'Estado',
            cell: ({ alarm }) =>
              alarm ? <StateChip tone="excluded" label="Por atender" /> : <StateChip tone="counts" label="En orden" />,
          },
          { heading: 'Valor', cell: ({ value, unit }) => amount(value, unit) },
          {
            heading: 'Límite',
            cell: ({ limit, unit, below }) => `${below ? 'al menos' : 'a lo más'} ${amount(limit, unit)}`,
          },
          { heading: 'Qué hacer', cell: ({ alarm, remedy }) => (alarm ? remedy : '—') },
        ]}
      />
    </>
  );
}

function amount(value: number, unit: string): string {
  if (unit === 's') return value < 120 ? `${String(value)} s` : `${Math.round(value / 60).toLocaleString('es-MX')} min`;
  return `${value.toLocaleString('es-MX')} ${unit}`.trim();
}
