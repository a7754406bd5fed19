import React from 'react';
import { formatSize } from '../../../admin/ui/fields.js';
import { downloadHref, ScreenLink } from '../../../admin/ui/frame.js';
import { Facts, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { DeliveryRow } from './views.js';

export default function Delivery({ data }: ScreenProps<DeliveryRow>) {
  const { id, fileName, idProceso, records, size, sha256, createdAt } = data;
  const download = downloadHref('entregas/cifrado', id);
  return (
    <>
      <PageHead
        title={`Resultados de ${idProceso}`}
        parent={{ label: 'Resultados entregados', href: '/admin/resources/entregas' }}
        lead="Cada descarga queda registrada."
      >
        {download !== null && (
          <a className="button button-plain" href={download} download>
            Descargar archivo cifrado
          </a>
        )}
        <ScreenLink to="entregas/abrir" recordId={id} primary />
      </PageHead>
      <Facts
        facts={[
          ['Archivo cifrado', fileName.replace(/\.jwe$/, '')],
          ['Registros', records.toLocaleString('es-MX')],
          ['Tamaño', formatSize(size)],
          ['Entregado (hora centro)', createdAt],
          ['Huella digital del archivo', <span className="code">{sha256}</span>],
        ]}
      />
    </>
  );
}
