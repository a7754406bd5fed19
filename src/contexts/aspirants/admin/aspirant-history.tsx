import React from 'react';
import { downloadHref } from '../../../admin/ui/frame.js';
import { EmptyState, PageHead, Table, Unmasked } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { HistoryEntryView, HistoryView } from './views.js';

/** History of a registration with actors, newest first (§5.F). */
export default function AspirantHistory({ data: { id, name, entries } }: ScreenProps<HistoryView>) {
  const back = `/admin/resources/aspirantes/records/${id}/show`;
  return (
    <>
      <PageHead
        parent={{ label: name, href: back }}
        lead="Cada paso con quién lo dio. Las correcciones muestran datos personales, que se cubren al imprimir; esta consulta queda registrada."
      />
      {entries.length === 0 ? (
        <EmptyState>Todavía no hay nada que mostrar.</EmptyState>
      ) : (
        entries.map((entry) => (
          <Entry
            key={entry.key}
            entry={entry}
            signed={entry.sheet === null ? null : downloadHref('aspirantes/cedula-firmada', entry.sheet)}
          />
        ))
      )}
    </>
  );
}

function Entry({ entry, signed }: { readonly entry: HistoryEntryView; readonly signed: string | null }) {
  return (
    <section className="panel stack" aria-label={entry.title}>
      <div>
        <h2>{entry.title}</h2>
        <p className="quiet">
          {entry.at} (hora centro) · {entry.by}
        </p>
      </div>
      {entry.note !== '' && <p>{entry.note}</p>}
      {signed !== null && (
        <p>
          <a href={signed}>Descargar Cédula firmada</a>
        </p>
      )}
      {entry.changes.length > 0 && (
        <Table
          caption={entry.title}
          rows={entry.changes}
          keyOf={({ field }) => field}
          columns={[
            { heading: 'Dato', cell: ({ field }) => field },
            { heading: 'Decía', cell: ({ from }) => (from === '' ? 'Sin dato' : <Unmasked value={from} />) },
            { heading: 'Dice', cell: ({ to }) => (to === '' ? 'Sin dato' : <Unmasked value={to} />) },
          ]}
        />
      )}
    </section>
  );
}
