import React from 'react';
import { Link } from 'react-router-dom';
import type { StuckMessageListView } from '../messages/views.js';
import { ScreenLink } from '../ui/frame.js';
import { List } from '../ui/list.js';
import { PageHead } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';
import { STUCK_CHIPS, StuckChip } from './parts/stuck-message-parts.js';

export default function StuckMessageList({ data }: ScreenProps<StuckMessageListView>) {
  return (
    <>
      <PageHead lead="Correos y trabajos internos que no se han podido hacer. Los que esperan un servicio se reintentan solos en cuanto responde; los detenidos por fallas esperan a que usted los libere.">
        {data.rows.length > 0 && <ScreenLink to="pendientes/liberar-todos" />}
      </PageHead>
      <List
        view={data}
        nouns={['pendiente', 'pendientes']}
        defaultSort="desde"
        keyOf={({ id }) => id}
        filters={[
          {
            name: 'estado',
            label: 'Estado',
            options: [
              ['quarantined', STUCK_CHIPS.quarantined[0]],
              ['deferred', STUCK_CHIPS.deferred[0]],
            ],
          },
        ]}
        empty="No hay pendientes detenidos: todo lo que se recibió se ha podido procesar."
        noMatches="Ningún pendiente está en ese estado. Quite el filtro para ver los demás."
        columns={[
          {
            heading: 'Pendiente',
            cell: ({ id, causes }) => (
              <Link to={`/admin/resources/pendientes/records/${id}/show`}>
                {causes.map(({ work }) => work).join(', ')}
              </Link>
            ),
          },
          { heading: 'Estado', cell: ({ state }) => <StuckChip state={state} /> },
          { heading: 'Causa', cell: ({ causes }) => causes.map(({ why }) => why).join(' ') },
          { heading: 'Desde (hora centro)', cell: ({ since }) => <span className="when">{since}</span> },
          {
            heading: 'Siguiente intento',
            cell: ({ nextAttempt }) => <span className="when">{nextAttempt === '' ? '—' : nextAttempt}</span>,
          },
        ]}
      />
    </>
  );
}
