import React from 'react';
import { Link } from 'react-router-dom';
import type { LongJobListView } from '../long-jobs/views.js';
import { List } from '../ui/list.js';
import { PageHead } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';
import { LONG_JOB_CHIPS, LongJobBar, LongJobChip, useRefresh } from './parts/long-job-parts.js';

/** 'cancelling' is not a stored state, so it is not a filter. */
const FILTER_STATES = ['queued', 'running', 'failed', 'finished', 'cancelled'] as const;

export default function LongJobList({ data, reload }: ScreenProps<LongJobListView>) {
  useRefresh(
    data.rows.map(({ state }) => state),
    reload,
  );
  return (
    <>
      <PageHead lead="Lo que el sistema hace por partes: puede cerrar la página y volver más tarde." />
      <List
        view={data}
        nouns={['trabajo', 'trabajos']}
        defaultSort="-creado"
        keyOf={({ id }) => id}
        filters={[
          {
            name: 'estado',
            label: 'Estado',
            options: FILTER_STATES.map((state) => [state, LONG_JOB_CHIPS[state][0]] as const),
          },
          { name: 'tipo', label: 'Trabajo', options: data.kinds },
        ]}
        empty="Todavía no hay trabajos. Aparecen aquí cuando alguien sube un archivo o el sistema procesa muchos registros."
        noMatches="Ningún trabajo cumple con esos filtros. Quite alguno para ver más."
        columns={[
          {
            heading: 'Trabajo',
            cell: ({ id, title }) => <Link to={`/admin/resources/trabajos/records/${id}/show`}>{title}</Link>,
          },
          { heading: 'Estado', cell: ({ state }) => <LongJobChip state={state} /> },
          { heading: 'Avance', cell: ({ progress, title }) => <LongJobBar progress={progress} title={title} /> },
          { heading: 'Proceso u OPL', cell: ({ owner }) => <span className="code">{owner}</span> },
          { heading: 'Lo pidió', cell: ({ requestedBy }) => requestedBy },
          {
            heading: 'Empezó (hora centro)',
            cell: ({ startedAt }) => <span className="when">{startedAt === '' ? '—' : startedAt}</span>,
          },
        ]}
      />
    </>
  );
}
