import React from 'react';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { Facts, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { OfficeKindView } from './office-kind-views.js';
import { SCOPE_LABELS } from './parts/scope-labels.js';

/** One kind of office with its history (§5.A). */
export default function OfficeKind({ data }: ScreenProps<OfficeKindView>) {
  return (
    <>
      <PageHead title={data.label} parent={{ label: 'Tipos de cargo', href: '/admin/resources/tipos-de-cargo' }}>
        <ScreenLink to="cambiar-tipo-de-cargo" query={{ tipo: data.key }} primary />
      </PageHead>
      <Facts
        facts={[
          ['Dónde se elige', SCOPE_LABELS[data.scope]],
          ['Entidades', data.where],
          ['Días de captación, como máximo', data.maxDays],
          ['Cargos de este tipo', data.offices.toLocaleString('es-MX')],
        ]}
      />
      <section className="stack" aria-labelledby="historial">
        <h2 id="historial">Historial</h2>
        <Table
          caption="Historial del tipo de cargo, de lo más reciente a lo más antiguo"
          rows={data.versions}
          keyOf={({ version }) => String(version)}
          columns={[
            {
              heading: 'Fijado (hora centro)',
              cell: ({ at }) => (at === null ? 'Desde el inicio' : <span className="when">{at}</span>),
            },
            { heading: 'Nombre', cell: ({ label }) => label },
            { heading: 'Entidades', cell: ({ where }) => where },
            { heading: 'Días, como máximo', cell: ({ maxDays }) => maxDays },
            { heading: 'Motivo', cell: ({ reason }) => (reason === '' ? '—' : reason) },
          ]}
        />
      </section>
    </>
  );
}
