import React from 'react';
import { listFileHref, ScreenLink } from '../../../admin/ui/frame.js';
import { EmptyState, PageHead, StateChip, Table, type Tone } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { TerritoryListView, TerritoryRow } from './views.js';

const STATES: Readonly<Record<TerritoryRow['state'], readonly [Tone, string]>> = {
  'in-force': ['counts', 'Vigente'],
  'to-come': ['process', 'Por entrar en vigor'],
  former: ['neutral', 'Anterior'],
};

function fileHref(file: string, query: Readonly<Record<string, string>> = {}): string | undefined {
  return listFileHref(`territorios/${file}`, new URLSearchParams(query)) ?? undefined;
}

/** The catalogues of municipalities, sections and districts, by entidad. */
export default function TerritoryList({ data: { rows } }: ScreenProps<TerritoryListView>) {
  return (
    <>
      <PageHead lead="Municipios, secciones y distritos con que se ubican los cargos y se revisan los domicilios. Para volver a un catálogo anterior, descargue su archivo y cargue ese archivo: rige desde ese día.">
        <ScreenLink to="territorios/cargar" primary />
        <a className="button button-plain" href={fileHref('plantilla')} download>
          Descargar plantilla
        </a>
      </PageHead>
      {rows.length === 0 ? (
        <EmptyState>
          Todavía no hay catálogos. Mientras no se cargue el de una entidad, sus municipios y distritos se escriben a
          mano y no se revisan.
        </EmptyState>
      ) : (
        <Table
          caption="Catálogos de territorio"
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            { heading: 'Entidad', cell: ({ entidad }) => entidad },
            { heading: 'Catálogo', cell: ({ name }) => name },
            { heading: 'Estado', cell: ({ state }) => <StateChip tone={STATES[state][0]} label={STATES[state][1]} /> },
            { heading: 'Vigente desde', cell: ({ validFrom }) => <span className="code">{validFrom}</span> },
            { heading: 'Municipios', cell: ({ municipalities }) => municipalities.toLocaleString('es-MX') },
            { heading: 'Secciones', cell: ({ sections }) => sections.toLocaleString('es-MX') },
            {
              heading: 'Archivo',
              cell: ({ id }) => (
                <a href={fileHref('catalogo', { catalogo: id })} download>
                  Descargar
                </a>
              ),
            },
            { heading: 'Fuente', cell: ({ source }) => source },
            { heading: 'Cargado (hora centro)', cell: ({ loadedAt }) => <span className="code">{loadedAt}</span> },
          ]}
        />
      )}
    </>
  );
}
