import React from 'react';
import { Link } from 'react-router-dom';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { EmptyState, PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { SampleListView } from './sample-views.js';

/** The published lists of verdicts and whether their samples are drawn (decision 50). */
export default function SampleList({ data: { samples } }: ScreenProps<SampleListView>) {
  return (
    <>
      <PageHead lead="Para medir la calidad de la revisión, otra persona revisa por segunda vez una muestra sin ver el primer resultado. Primero se publica la lista de los registros revisados; después se sortean en público los dígitos que deciden la muestra.">
        <ScreenLink to="muestras/publicar" primary />
      </PageHead>
      {samples.length === 0 ? (
        <EmptyState>Todavía no se ha publicado ninguna lista.</EmptyState>
      ) : (
        <Table
          caption="Listas publicadas"
          rows={samples}
          keyOf={({ id }) => id}
          columns={[
            {
              heading: 'Registros revisados',
              cell: ({ id, title }) => <Link to={`/admin/resources/muestras/records/${id}/show`}>{title}</Link>,
            },
            { heading: 'Proceso', cell: ({ idProceso }) => <span className="code">{idProceso}</span> },
            { heading: 'Cuántos', cell: ({ records }) => records.toLocaleString('es-MX') },
            { heading: 'Publicada (hora centro)', cell: ({ publishedAt }) => publishedAt },
            {
              heading: 'Sorteo',
              cell: ({ drawn }) =>
                drawn ? <StateChip tone="counts" label="Hecho" /> : <StateChip tone="attention" label="Pendiente" />,
            },
          ]}
        />
      )}
    </>
  );
}
