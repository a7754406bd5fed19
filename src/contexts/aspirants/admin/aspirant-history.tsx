import React from 'react';
import { downloadOf } from '../../../admin/ui/frame.js';
import { Empty, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { HistoryEntryView, HistoryView } from './views.js';

/** Who did what to a registration, newest first (§5.F). */
export default function AspirantHistory({ data: { id, name, facts } }: ScreenProps<HistoryView>) {
  const back = `/admin/resources/aspirantes/records/${id}/show`;
  return (
    <>
      <PageHead
        above={{ label: name, href: back }}
        lead="Cada paso con quién lo dio. Las correcciones muestran datos personales: esta consulta queda registrada."
      />
      {facts.length === 0 ? (
        <Empty>Todavía no hay nada que mostrar.</Empty>
      ) : (
        facts.map((fact) => (
          <Fact
            key={fact.key}
            fact={fact}
            signed={fact.sheet === null ? null : downloadOf('aspirantes/cedula-firmada', fact.sheet)}
          />
        ))
      )}
    </>
  );
}

function Fact({ fact, signed }: { readonly fact: HistoryEntryView; readonly signed: string | null }) {
  return (
    <section className="panel stack" aria-label={fact.title}>
      <div>
        <h2>{fact.title}</h2>
        <p className="quiet">
          {fact.at} (hora centro) · {fact.by}
        </p>
      </div>
      {fact.note !== '' && <p>{fact.note}</p>}
      {signed !== null && (
        <p>
          <a href={signed}>Descargar Cédula firmada</a>
        </p>
      )}
      {fact.changes.length > 0 && (
        <Table
          caption={fact.title}
          rows={fact.changes}
          keyOf={({ field }) => field}
          columns={[
            { heading: 'Dato', cell: ({ field }) => field },
            { heading: 'Decía', cell: ({ from }) => (from === '' ? 'Sin dato' : from) },
            { heading: 'Dice', cell: ({ to }) => (to === '' ? 'Sin dato' : to) },
          ]}
        />
      )}
    </section>
  );
}
