import React from 'react';
import { Link } from 'react-router-dom';
import { EmptyState, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { DeliveryListView } from './views.js';

export default function DeliveryList({ data: { deliveries } }: ScreenProps<DeliveryListView>) {
  return (
    <>
      <PageHead lead="Cada archivo está cifrado con la llave pública del OPL; solo su llave privada lo abre." />
      {deliveries.length === 0 ? (
        <EmptyState>Todavía no hay resultados entregados. Aparecen aquí cuando la DERFE cierra el proceso.</EmptyState>
      ) : (
        <Table
          caption="Resultados entregados"
          rows={deliveries}
          keyOf={({ id }) => id}
          columns={[
            {
              heading: 'Archivo',
              cell: ({ id, fileName }) => <Link to={`/admin/resources/entregas/records/${id}/show`}>{fileName}</Link>,
            },
            { heading: 'Proceso', cell: ({ idProceso }) => <span className="code">{idProceso}</span> },
            { heading: 'Registros', cell: ({ records }) => records.toLocaleString('es-MX') },
            { heading: 'Entregado (hora centro)', cell: ({ createdAt }) => createdAt },
          ]}
        />
      )}
    </>
  );
}
