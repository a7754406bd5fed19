import React from 'react';
import { Verb } from '../../../admin/ui/frame.js';
import { Empty, Facts, PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { KeyChip, PeriodChip } from './parts/chips.js';
import type { OfficeRow, PeriodRow, ProcessView } from './views.js';

export default function Process({ data: { process, offices, keys, keyDueAt } }: ScreenProps<ProcessView>) {
  const needsOffice = offices.length === 0;
  return (
    <>
      <PageHead
        title={process.name}
        above={{ label: 'Procesos', href: '/admin/resources/procesos' }}
        lead={
          <>
            <span className="code">{process.idProceso}</span> · {process.entidad}
            {process.practice && ' · Simulacro: nada de este proceso cuenta'}
          </>
        }
      >
        <Verb to="procesos/agregar-cargo" recordId={process.id} primary={needsOffice} />
      </PageHead>
      <section className="stack" aria-labelledby="cargos">
        <h2 id="cargos">Cargos y periodos de captación</h2>
        {needsOffice ? (
          <Empty>Este proceso no tiene cargos todavía. Agregue el primero para poder fijar su periodo.</Empty>
        ) : (
          offices.map((office) => (
            <Office key={office.id} office={office} processId={process.id} entidad={process.entidad} />
          ))
        )}
      </section>
      <section className="panel" aria-labelledby="llave">
        <div className="heading-row">
          <h2 id="llave">Llave pública del OPL</h2>
          <div className="actions">
            <Verb to="procesos/registrar-llave" recordId={process.id} />
            <Verb to="procesos/generar-llaves" recordId={process.id} />
          </div>
        </div>
        <p>
          <KeyChip state={process.key} />
        </p>
        <p className="quiet">
          Los resultados se cifran con esta llave; solo el OPL, con su llave privada, podrá abrirlos.{' '}
          {keyDueAt === null
            ? 'La fecha límite para entregarla se conoce al fijar el primer periodo.'
            : `Debe entregarse a más tardar el ${keyDueAt} (hora centro).`}
        </p>
        {keys.length > 0 && (
          <Table
            caption="Llaves públicas registradas"
            rows={keys}
            keyOf={({ thumbprint, registeredAt }) => thumbprint + registeredAt}
            columns={[
              { heading: 'Huella', cell: ({ thumbprint }) => <span className="code">{thumbprint}</span> },
              { heading: 'Registrada (hora centro)', cell: ({ registeredAt }) => registeredAt },
              { heading: 'Plazo', cell: ({ late }) => (late ? 'Fuera de plazo' : 'En plazo') },
            ]}
          />
        )}
      </section>
    </>
  );
}

function Office({
  office,
  processId,
  entidad,
}: {
  readonly office: OfficeRow;
  readonly processId: string;
  readonly entidad: string;
}) {
  const { id, kindLabel, name, place, placed, periods } = office;
  return (
    <article className="panel" aria-label={name}>
      <div className="heading-row">
        <div className="heading">
          <h3>{name}</h3>
          <p className="quiet">
            {kindLabel}
            {place !== '' && ` · ${place}`}
          </p>
          {!placed && (
            <p>
              <StateChip tone="attention" word="Falta elegir dónde se elige" />
            </p>
          )}
        </div>
        <div className="actions">
          {!placed && <Verb to="procesos/ubicar-cargo" recordId={processId} query={{ cargo: id }} />}
          <Verb to="procesos/fijar-periodo" recordId={processId} query={{ cargo: id }} primary={periods.length === 0} />
        </div>
      </div>
      {periods.length === 0 ? (
        <p className="quiet">Sin periodo de captación: nadie puede captar apoyos para este cargo.</p>
      ) : (
        periods.map((period) => <Period key={period.id} {...{ period, processId, entidad }} officeId={id} />)
      )}
    </article>
  );
}

function Period({
  period,
  officeId,
  processId,
  entidad,
}: {
  readonly period: PeriodRow;
  readonly officeId: string;
  readonly processId: string;
  readonly entidad: string;
}) {
  return (
    <div className="stack">
      <div className="heading-row">
        <p>
          <strong>{period.name}</strong> <PeriodChip state={period.state} />
        </p>
        <Verb
          to="procesos/fijar-periodo"
          recordId={processId}
          query={{ cargo: officeId, periodo: period.id }}
          label="Modificar periodo"
        />
      </div>
      <Facts
        facts={[
          ['Abre (hora centro)', period.opensAt],
          ['Cierra (hora centro)', period.closesAt],
          ['Último envío (hora centro)', period.graceEndsAt],
          ['Ámbito y entidad', `Local · ${entidad}`],
          ['Estatus', period.active ? 'Activo' : 'Inactivo'],
          ['Versión', String(period.version)],
        ]}
      />
      {period.former.length > 0 && (
        <details>
          <summary>Versiones anteriores ({period.former.length})</summary>
          <Table
            caption={`Versiones anteriores de ${period.name}`}
            rows={period.former}
            keyOf={({ version }) => String(version)}
            columns={[
              { heading: 'Versión', cell: ({ version }) => version },
              { heading: 'Abría', cell: ({ opensAt }) => opensAt },
              { heading: 'Cerraba', cell: ({ closesAt }) => closesAt },
              { heading: 'Estatus', cell: ({ active }) => (active ? 'Activo' : 'Inactivo') },
              { heading: 'Fijada', cell: ({ at }) => at },
              { heading: 'Acuerdo', cell: ({ agreement }) => <span className="code">{agreement}</span> },
              { heading: 'Motivo del cambio', cell: ({ replacedFor }) => replacedFor },
            ]}
          />
        </details>
      )}
    </div>
  );
}
