import React from 'react';
import { ScreenLink } from '../../../../admin/ui/frame.js';
import { Facts, StateChip, Table } from '../../../../admin/ui/page.js';
import type { OfficeRow, PeriodRow } from '../views.js';
import { PeriodChip } from './chips.js';

/** An office with its periods and its support threshold. */
export function OfficePanel({
  office,
  processId,
  entidad,
  isOpen,
}: {
  readonly office: OfficeRow;
  readonly processId: string;
  readonly entidad: string;
  /** A closed process can no longer be changed. */
  readonly isOpen: boolean;
}) {
  const { id, kindLabel, name, territoryLabel, hasTerritoryKey, rule, periods } = office;
  return (
    <article className="panel" aria-label={name}>
      <div className="heading-row">
        <div className="heading">
          <h3>{name}</h3>
          <p className="quiet">
            {kindLabel}
            {territoryLabel !== '' && ` · ${territoryLabel}`}
          </p>
          {!hasTerritoryKey && (
            <p>
              <StateChip tone="attention" label="Falta elegir dónde se elige" />
            </p>
          )}
        </div>
        {isOpen && (
          <div className="actions">
            <ScreenLink
              to="procesos/fijar-umbral"
              recordId={processId}
              query={{ cargo: id }}
              label={rule === null ? 'Fijar umbral' : 'Modificar umbral'}
            />
            <ScreenLink to="procesos/corregir-cargo" recordId={processId} query={{ cargo: id }} of={name} />
            {periods.length === 0 && rule === null && (
              <ScreenLink to="procesos/quitar-cargo" recordId={processId} query={{ cargo: id }} of={name} />
            )}
            {!hasTerritoryKey && <ScreenLink to="procesos/ubicar-cargo" recordId={processId} query={{ cargo: id }} />}
            {periods.length === 0 && (
              <ScreenLink to="procesos/fijar-periodo" recordId={processId} query={{ cargo: id }} primary />
            )}
          </div>
        )}
      </div>
      <p className="quiet">{rule ?? 'Umbral de apoyos: todavía no se fija.'}</p>
      {periods.length === 0 ? (
        <p className="quiet">Sin periodo de captación: nadie puede captar apoyos para este cargo.</p>
      ) : (
        periods.map((period) => <Period key={period.id} {...{ period, processId, entidad, isOpen }} officeId={id} />)
      )}
    </article>
  );
}

function Period({
  period,
  officeId,
  processId,
  entidad,
  isOpen,
}: {
  readonly period: PeriodRow;
  readonly officeId: string;
  readonly processId: string;
  readonly entidad: string;
  readonly isOpen: boolean;
}) {
  return (
    <div className="stack">
      <div className="heading-row">
        <p>
          <strong>{period.name}</strong> <PeriodChip state={period.state} />
        </p>
        {isOpen && (
          <ScreenLink
            to="procesos/fijar-periodo"
            recordId={processId}
            query={{ cargo: officeId, periodo: period.id }}
            label="Modificar periodo"
          />
        )}
      </div>
      <Facts
        facts={[
          ...(period.active
            ? ([
                ['Abre (hora centro)', period.opensAt],
                ['Cierra (hora centro)', period.closesAt],
                ['Último envío (hora centro)', period.graceEndsAt],
              ] as const)
            : ([['Fechas, si se activa (hora centro)', `${period.opensAt} a ${period.closesAt}`]] as const)),
          ['Ámbito y entidad', `Local · ${entidad}`],
          ['Estatus', period.active ? 'Activo' : 'Inactivo'],
          ['Versión', String(period.version)],
        ]}
      />
      {period.versions.length > 1 && (
        <details>
          <summary>Versiones ({period.versions.length})</summary>
          <Table
            caption={`Versiones de ${period.name}, de la más reciente a la más antigua`}
            rows={period.versions}
            keyOf={({ version }) => String(version)}
            columns={[
              { heading: 'Versión', cell: ({ version }) => version },
              { heading: 'Abre', cell: ({ opensAt }) => opensAt },
              { heading: 'Cierra', cell: ({ closesAt }) => closesAt },
              { heading: 'Estatus', cell: ({ active }) => (active ? 'Activo' : 'Inactivo') },
              { heading: 'Fijada', cell: ({ at }) => at },
              { heading: 'Acuerdo', cell: ({ agreement }) => <span className="code">{agreement}</span> },
              { heading: 'Motivo', cell: ({ reason }) => (reason === '' ? '—' : reason) },
            ]}
          />
        </details>
      )}
    </div>
  );
}
