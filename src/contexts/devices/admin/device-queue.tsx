import { FINDING_LABELS } from '#electoral/devices';
import React from 'react';
import { Link } from 'react-router-dom';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { List } from '../../../admin/ui/list.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { DeviceChip } from './parts/device-chip.js';
import type { QueueView } from './views.js';

const EMPTY = {
  'por-revisar': 'Nada espera revisión. Los registros que no coinciden aparecen aquí en cuanto llegan.',
  suspended: 'No hay dispositivos suspendidos.',
  several: 'Ninguna persona auxiliar tiene más de un dispositivo ni más de una persona aspirante.',
} as const;

/** Enrolments for the OPL to review (decision 24). */
export default function DeviceQueue({ data }: ScreenProps<QueueView>) {
  const { shown, waiting, suspended, several } = data;
  const queues = [
    ['por-revisar', `Por revisar (${waiting.toLocaleString('es-MX')})`],
    ['suspended', `Suspendidos (${suspended.toLocaleString('es-MX')})`],
    ['several', `Más de un registro por persona (${several.toLocaleString('es-MX')})`],
  ] as const;
  return (
    <>
      <PageHead lead="Registros de dispositivos en los que la credencial, las imágenes o las reglas del OPL no coinciden con lo registrado.">
        <ScreenLink to="reglas-de-dispositivos" />
      </PageHead>
      <nav className="filters" aria-label="Estado de los dispositivos">
        {queues.map(([value, label]) => (
          <Link
            key={value}
            className="button button-plain"
            aria-current={shown === value ? 'page' : undefined}
            to={`/admin/resources/dispositivos?estado=${value}`}
          >
            {label}
          </Link>
        ))}
      </nav>
      <List
        key={shown}
        view={data}
        nouns={['dispositivo', 'dispositivos']}
        defaultSort="registro"
        keyOf={({ id }) => id}
        search={{ label: 'Id Auxiliar o inicio de sus folios' }}
        filters={[{ name: 'hallazgo', label: 'Observación', options: Object.entries(FINDING_LABELS) }]}
        empty={EMPTY[shown]}
        noMatches="Ningún dispositivo cumple con esos filtros. Quite alguno para ver más."
        columns={[
          {
            heading: 'Inicio de sus folios',
            cell: ({ id, folioPrefix }) => (
              <Link className="code" to={`/admin/resources/dispositivos/records/${id}/show`}>
                AC-{folioPrefix}
              </Link>
            ),
          },
          { heading: 'Id Auxiliar', cell: ({ idAuxiliar }) => <span className="code">{idAuxiliar}</span> },
          { heading: 'Aspirante', cell: ({ aspirant }) => aspirant },
          { heading: 'Estado', cell: ({ status }) => <DeviceChip status={status} /> },
          { heading: 'Observaciones', cell: ({ findings }) => findings.join(' ') },
          {
            heading: 'Registro (hora centro)',
            sort: 'registro',
            cell: ({ enrolledAt }) => <span className="when">{enrolledAt}</span>,
          },
        ]}
      />
    </>
  );
}
