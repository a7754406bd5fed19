import React from 'react';
import { Link } from 'react-router-dom';
import { EmptyState, PageHead, StateChip, Table, type Tone } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { Thumbprint } from './parts/thumbprint.js';
import type { KeyDeadlinesView } from './views.js';

const STATES: Readonly<Record<KeyDeadlinesView['rows'][number]['state'], readonly [Tone, string]>> = {
  overdue: ['excluded', 'Vencida: no la ha entregado'],
  due: ['attention', 'Por entregar'],
  untested: ['attention', 'Entregada, falta comprobarla'],
  'no-period': ['neutral', 'Sin periodo todavía'],
  'registered-late': ['attention', 'Entregada fuera de plazo'],
  registered: ['counts', 'Entregada y comprobada'],
};

/** State of each OPL's public key, overdue ones first (§13.1). */
export default function KeyDeadlines({ data: { rows } }: ScreenProps<KeyDeadlinesView>) {
  const late = rows.filter(({ state }) => state === 'overdue').length;
  const deliveredLate = rows.filter(({ state }) => state === 'registered-late').length;
  return (
    <>
      <PageHead
        lead={
          late === 0
            ? `${onTime(deliveredLate)} La llave se entrega a más tardar 10 días antes del inicio de la captación.`
            : `${late} ${late === 1 ? 'proceso está atrasado' : 'procesos están atrasados'}. El sistema recuerda por correo a las administradoras y los administradores de cada OPL.`
        }
      />
      {rows.length === 0 ? (
        <EmptyState>No hay procesos en marcha. Aparecen aquí al darlos de alta cada OPL.</EmptyState>
      ) : (
        <Table
          caption="Llaves públicas por proceso"
          rows={rows}
          keyOf={({ processId }) => processId}
          columns={[
            {
              heading: 'Id Proceso',
              cell: ({ processId, idProceso }) => (
                <Link className="when" to={`/admin/resources/procesos/records/${processId}/show`}>
                  {idProceso}
                </Link>
              ),
            },
            {
              heading: 'Proceso',
              cell: ({ entidad, name, practice }) =>
                [entidad, name, practice && 'Práctica'].filter(Boolean).join(' · '),
            },
            { heading: 'Estado', cell: ({ state }) => <StateChip tone={STATES[state][0]} label={STATES[state][1]} /> },
            { heading: 'Vence (hora centro)', cell: ({ dueAt }) => <span className="when">{dueAt ?? '—'}</span> },
            { heading: 'Entregada', cell: ({ registeredAt }) => <span className="when">{registeredAt ?? '—'}</span> },
            {
              heading: 'Comprobada',
              cell: ({ testedAt, waivedAt }) => (
                <>
                  {testedAt === null && waivedAt !== null && 'Sin comprobar. Dispensada el '}
                  <span className="when">{testedAt ?? waivedAt ?? '—'}</span>
                </>
              ),
            },
            {
              heading: 'Huella',
              cell: ({ thumbprint }) => (thumbprint === null ? '—' : <Thumbprint value={thumbprint} />),
            },
            {
              heading: 'Último recordatorio',
              cell: ({ remindedAt }) => <span className="when">{remindedAt ?? '—'}</span>,
            },
          ]}
        />
      )}
    </>
  );
}

/** What to say when no key is overdue. */
function onTime(deliveredLate: number): string {
  if (deliveredLate === 0) return 'Ningún OPL está atrasado.';
  return `En ${deliveredLate} ${deliveredLate === 1 ? 'proceso' : 'procesos'} la llave se entregó fuera de plazo.`;
}
