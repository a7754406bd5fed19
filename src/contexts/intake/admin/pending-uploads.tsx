import React from 'react';
import { Link } from 'react-router-dom';
import { EmptyState, Facts, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { PendingUploadsView } from './views.js';

const PAGE_URL = '/admin/pages/no-recibidos';

/** Devices with supports that are pending upload, were refused or were erased before upload. */
export default function PendingUploads({ data }: ScreenProps<PendingUploadsView>) {
  const { processes, shown, announced, lost, devices, next } = data;
  return (
    <>
      <PageHead lead="Un apoyo por enviar sigue en el teléfono, que lo anunció, y puede llegar hasta el límite para enviar. Uno rechazado solo llegará si el OPL amplía el periodo; uno borrado ya no llegará. Ninguno cuenta en las cifras de recibidos." />
      {processes.length > 1 && (
        <nav className="filters" aria-label="Proceso">
          {processes.map(({ id, idProceso }) => (
            <Link
              key={id}
              className="button button-plain"
              aria-current={shown === id ? 'page' : undefined}
              to={`${PAGE_URL}?proceso=${id}`}
            >
              {idProceso}
            </Link>
          ))}
        </nav>
      )}
      <Facts
        facts={[
          ['Por enviar, todavía en los teléfonos', number(announced)],
          ['Rechazados o borrados sin enviar', number(lost)],
        ]}
      />
      {devices.length === 0 ? (
        <EmptyState>Ningún teléfono ha dicho que tiene apoyos sin entregar.</EmptyState>
      ) : (
        <Table
          caption="Dispositivos con apoyos que el INE no tiene"
          rows={devices}
          keyOf={({ deviceId }) => deviceId}
          columns={[
            {
              heading: 'Id Auxiliar',
              cell: ({ auxiliaryId, idAuxiliar }) => (
                <Link className="code" to={`/admin/resources/auxiliares/records/${auxiliaryId}/show`}>
                  {idAuxiliar}
                </Link>
              ),
            },
            { heading: 'Aspirante', cell: ({ aspirant }) => aspirant },
            { heading: 'Por enviar', cell: ({ announced: pending }) => number(pending) },
            { heading: 'Llegaron fuera de plazo', cell: ({ graceOver }) => number(graceOver) },
            { heading: 'Folio ya ocupado', cell: ({ folioTaken }) => number(folioTaken) },
            { heading: 'Borrados sin enviar', cell: ({ erased }) => number(erased) },
            { heading: 'Captura más antigua', cell: ({ oldestCapture }) => oldestCapture },
            { heading: 'Último anuncio', cell: ({ lastAnnounced }) => lastAnnounced ?? '—' },
          ]}
        />
      )}
      {next !== null && (
        <nav className="actions" aria-label="Páginas">
          <Link className="button button-plain" to={`${PAGE_URL}?proceso=${shown}&despues=${next}`}>
            Ver más dispositivos
          </Link>
        </nav>
      )}
    </>
  );
}

function number(value: number): string {
  return value.toLocaleString('es-MX');
}
