import React from 'react';
import { Link } from 'react-router-dom';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { EmptyState, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { DeviceChip } from './parts/device-chip.js';
import type { QueueView } from './views.js';

const EMPTY = {
  'por-revisar': 'Nada espera revisión. Los registros que no coinciden aparecen aquí en cuanto llegan.',
  suspended: 'No hay dispositivos suspendidos.',
  several: 'Ninguna persona auxiliar tiene más de un dispositivo ni más de una persona aspirante.',
} as const;

/** Enrolments for the OPL to review, oldest first (decision 24). */
export default function DeviceQueue({ data: { shown, waiting, suspended, several, devices } }: ScreenProps<QueueView>) {
  const filters = [
    ['por-revisar', `Por revisar (${waiting})`],
    ['suspended', `Suspendidos (${suspended})`],
    ['several', `Más de un registro por persona (${several})`],
  ] as const;
  return (
    <>
      <PageHead lead="Registros de dispositivos en los que la credencial, las imágenes o las reglas del OPL no coinciden con lo registrado.">
        <ScreenLink to="reglas-de-dispositivos" />
      </PageHead>
      <nav className="filters" aria-label="Estado de los dispositivos">
        {filters.map(([value, label]) => (
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
      {devices.length === 0 ? (
        <EmptyState>{EMPTY[shown]}</EmptyState>
      ) : (
        <Table
          caption="Dispositivos, de quien espera más a quien espera menos"
          rows={devices}
          keyOf={({ deviceId }) => deviceId}
          columns={[
            {
              heading: 'Inicio de sus folios',
              cell: ({ deviceId, folioPrefix }) => (
                <Link className="code" to={`/admin/resources/dispositivos/records/${deviceId}/show`}>
                  AC-{folioPrefix}
                </Link>
              ),
            },
            { heading: 'Id Auxiliar', cell: ({ idAuxiliar }) => <span className="code">{idAuxiliar}</span> },
            { heading: 'Aspirante', cell: ({ aspirant }) => aspirant },
            { heading: 'Estado', cell: ({ status }) => <DeviceChip status={status} /> },
            { heading: 'Observaciones', cell: ({ findings }) => findings.join(' ') },
            { heading: 'Registro (hora centro)', cell: ({ enrolledAt }) => enrolledAt },
          ]}
        />
      )}
    </>
  );
}
