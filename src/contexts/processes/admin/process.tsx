import React from 'react';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { EmptyState, PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import { Panels, type ScreenProps } from '../../../admin/ui/screen.js';
import { CalendarTable } from './parts/calendar-table.js';
import { KeyChip } from './parts/chips.js';
import { OfficePanel } from './parts/office-panel.js';
import { Thumbprint } from './parts/thumbprint.js';
import type { ProcessView } from './views.js';

export default function Process({ data }: ScreenProps<ProcessView>) {
  const { process, formerNames, offices, keys, mayOpen, keyWaiver } = data;
  const { keyDueAt, assistedReasons, calendar, closedAt } = data;
  const needsOffice = offices.length === 0;
  const isOpen = closedAt === null;
  const canTest = keys[0]?.testedAt === null;
  return (
    <>
      <PageHead
        title={process.name}
        parent={{ label: 'Procesos', href: '/admin/resources/procesos' }}
        lead={
          <>
            <span className="code">{process.idProceso}</span> · {process.entidad}
            {closedAt !== null && ` · Cerrado el ${closedAt} (hora centro): ya no admite cambios`}
          </>
        }
      >
        {isOpen && <ScreenLink to="procesos/corregir" recordId={process.id} />}
        {isOpen && <ScreenLink to="procesos/agregar-cargo" recordId={process.id} primary={needsOffice} />}
      </PageHead>
      {formerNames.length > 0 && (
        <details>
          <summary>Nombres anteriores ({formerNames.length})</summary>
          <Table
            caption="Nombres anteriores del proceso"
            rows={formerNames}
            keyOf={({ at }) => at}
            columns={[
              { heading: 'Decía', cell: ({ name }) => name },
              { heading: 'Se corrigió (hora centro)', cell: ({ at }) => at },
              { heading: 'Motivo', cell: ({ reason }) => reason },
            ]}
          />
        </details>
      )}
      <section className="stack" aria-labelledby="cargos">
        <h2 id="cargos">Cargos y periodos de captación</h2>
        {needsOffice ? (
          <EmptyState>Este proceso no tiene cargos todavía. Agregue el primero para poder fijar su periodo.</EmptyState>
        ) : (
          offices.map((office) => (
            <OfficePanel
              key={office.id}
              office={office}
              processId={process.id}
              entidad={process.entidad}
              isOpen={isOpen}
            />
          ))
        )}
      </section>
      <section className="stack" aria-labelledby="calendario">
        <h2 id="calendario">Calendario</h2>
        <p className="quiet">
          Todas las fechas legales del proceso, en hora centro. Se mueven con el periodo; lo que eran queda en el
          historial.
        </p>
        <CalendarTable calendar={calendar} />
      </section>
      <section className="panel" aria-labelledby="asistida">
        <div className="heading-row">
          <h2 id="asistida">Captura asistida</h2>
          <div className="actions">
            {isOpen && (
              <ScreenLink
                to="procesos/captura-asistida"
                recordId={process.id}
                label={assistedReasons === null ? 'Permitir captura asistida' : 'Modificar captura asistida'}
              />
            )}
          </div>
        </div>
        <p>
          {assistedReasons === null ? (
            <StateChip tone="neutral" label="No se permite" />
          ) : (
            <StateChip tone="counts" label="Se permite" />
          )}
        </p>
        {assistedReasons === null ? (
          <p className="quiet">
            Para quien no puede firmar, ver o mantenerse quieto: una marca, un testigo que firma y un motivo. La
            aplicación no la ofrece mientras no se permita.
          </p>
        ) : (
          <ul>
            {assistedReasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
      </section>
      <section className="panel" aria-labelledby="llave">
        <div className="heading-row">
          <h2 id="llave">Llave pública del OPL</h2>
          <div className="actions">
            {isOpen && !mayOpen && offices.some(({ periods }) => periods.length > 0) && (
              <ScreenLink to="procesos/dispensar-llave" recordId={process.id} />
            )}
            {canTest && <ScreenLink to="procesos/comprobar-llave" recordId={process.id} primary />}
            <ScreenLink to="procesos/registrar-llave" recordId={process.id} />
            <ScreenLink to="procesos/generar-llaves" recordId={process.id} />
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
        {keyWaiver !== null && (
          <p>
            <StateChip tone="attention" label="Comprobación dispensada" /> La DERFE dispensó la comprobación el{' '}
            {keyWaiver.at} (hora centro). Motivo: {keyWaiver.reason}
          </p>
        )}
        <KeyGate {...{ process, mayOpen }} />
        {keys.length > 0 && (
          <Table
            caption="Llaves públicas registradas"
            rows={keys}
            keyOf={({ keyId }) => keyId}
            columns={[
              { heading: 'Huella', cell: ({ thumbprint }) => <Thumbprint value={thumbprint} /> },
              {
                heading: 'Estado',
                cell: ({ inForce, testedAt }) =>
                  inForce ? (
                    <StateChip tone="counts" label="En uso" />
                  ) : testedAt === null ? (
                    <StateChip tone="attention" label="Sin comprobar" />
                  ) : (
                    <StateChip tone="neutral" label="Sustituida" />
                  ),
              },
              { heading: 'Entregada (hora centro)', cell: ({ registeredAt }) => registeredAt },
              { heading: 'Comprobada (hora centro)', cell: ({ testedAt }) => testedAt ?? '—' },
              { heading: 'Plazo', cell: ({ late }) => (late ? 'Fuera de plazo' : 'En plazo') },
              { heading: 'Motivo del cambio', cell: ({ reason }) => reason ?? '—' },
            ]}
          />
        )}
      </section>
      <Panels data={data} recordId={process.id} />
    </>
  );
}

/** What waits for the OPL to prove that it can open what is encrypted to its key (decisions 4 and 66). */
function KeyGate({ process, mayOpen }: Pick<ProcessView, 'process' | 'mayOpen'>) {
  if (process.key === 'late' || process.key === 'registered') return null;
  const first = process.key === 'missing' ? 'registre y compruebe la llave' : 'compruebe la llave';
  return (
    <div className="notice notice-attention">
      <p>
        {mayOpen
          ? `Los resultados no podrán entregarse hasta que el OPL ${first}.`
          : `Ningún periodo de captación abrirá, ni podrán entregarse los resultados, hasta que el OPL ${first}.`}
      </p>
    </div>
  );
}
