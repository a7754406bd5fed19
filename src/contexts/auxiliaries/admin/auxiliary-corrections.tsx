import React from 'react';
import { EmptyState, PageHead, Table, Unmasked } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { CorrectionsView } from './record-views.js';

/** The corrections of an auxiliary's data, with author and reason, newest first (§6.4). */
export default function AuxiliaryCorrections({ data: { id, idAuxiliar, corrections } }: ScreenProps<CorrectionsView>) {
  return (
    <>
      <PageHead
        parent={{ label: idAuxiliar, href: `/admin/resources/auxiliares/records/${id}/show` }}
        lead="Las correcciones muestran datos personales: esta consulta queda registrada."
      />
      {corrections.length === 0 && <EmptyState>Los datos de esta persona no se han corregido.</EmptyState>}
      {corrections.map(({ key, at, by, reason, changes }) => (
        <section className="panel stack" key={key} aria-label={`Corrección del ${at}`}>
          <div>
            <h2>{at} (hora centro)</h2>
            <p className="quiet">{by}</p>
          </div>
          {reason !== '' && <p>{reason}</p>}
          <Table
            caption={`Corrección del ${at}`}
            rows={changes}
            keyOf={({ field }) => field}
            columns={[
              { heading: 'Dato', cell: ({ field }) => field },
              { heading: 'Decía', cell: ({ from }) => (from === '' ? 'Sin dato' : <Unmasked value={from} />) },
              { heading: 'Dice', cell: ({ to }) => (to === '' ? 'Sin dato' : <Unmasked value={to} />) },
            ]}
          />
        </section>
      ))}
    </>
  );
}
