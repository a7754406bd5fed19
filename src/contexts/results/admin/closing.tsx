import React from 'react';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { Facts, PageHead, StateChip, Table, type Tone } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { ClosingChip } from './parts/closing-chip.js';
import type { ClosingView } from './views.js';

/** The counts of a process, and what still blocks its close (§13.2). */
export default function Closing({ data }: ScreenProps<ClosingView>) {
  const {
    id,
    idProceso,
    name,
    entidad,
    state,
    received,
    pendingUploads,
    classes,
    desk,
    unprocessable,
    blockers,
    closedAt,
    deskConcludedAt,
    countedAt,
  } = data;
  const classified = classes.reduce((sum, { supports }) => sum + supports, 0);
  return (
    <>
      <PageHead
        title={`Cifras de ${idProceso}`}
        state={<ClosingChip state={state} />}
        parent={{ label: 'Cierre de procesos', href: '/admin/resources/cierres' }}
        lead={`${name} · ${entidad} · cifras al ${countedAt} (hora centro)`}
      >
        {state === 'ready' && <ScreenLink to="cierres/cerrar" recordId={id} primary />}
      </PageHead>
      {closedAt !== null && (
        <div className="notice notice-done">
          <p>Se cerró el {closedAt} (hora centro). La entrega cifrada está en «Resultados entregados».</p>
        </div>
      )}
      {blockers.length > 0 && (
        <section className="panel" aria-labelledby="falta">
          <h2 id="falta">Lo que falta para cerrar</h2>
          <ul className="bullets">
            {blockers.map((blocker) => (
              <li key={blocker}>{blocker}</li>
            ))}
          </ul>
        </section>
      )}
      <Facts
        facts={[
          ['Recibidos (acuses dados)', number(received)],
          ['Por enviar, todavía en los teléfonos', number(pendingUploads.announced)],
          ['Rechazados o borrados sin enviar', number(pendingUploads.lost)],
          ['Clasificados', number(classified)],
          ['Por asignar en Mesa de Control', number(desk.pendiente)],
          ['Asignados, por revisar', number(desk.asignado)],
          ['Vistos, incompletos', number(desk.incompleto)],
          ['Revisados', number(desk.revisado)],
          ['Declarados no procesables', number(unprocessable)],
          ['Conclusión de la Mesa de Control', deskConcludedAt ? `${deskConcludedAt} (hora centro)` : 'Pendiente'],
        ]}
      />
      {classes.length > 0 && (
        <section className="stack" aria-labelledby="clases">
          <h2 id="clases">Por situación</h2>
          <Table
            caption="Apoyos por situación"
            rows={classes}
            keyOf={({ label }) => label}
            columns={[
              { heading: 'Situación', cell: ({ label, tone }) => <StateChip tone={tone as Tone} label={label} /> },
              { heading: 'Apoyos', cell: ({ supports }) => number(supports) },
            ]}
          />
        </section>
      )}
    </>
  );
}

function number(value: number): string {
  return value.toLocaleString('es-MX');
}
