import React from 'react';
import type { LongJobRecordView } from '../long-jobs/views.js';
import { ScreenLink } from '../ui/frame.js';
import { Facts, PageHead } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';
import { LongJobBar, LongJobChip, useRefresh } from './parts/long-job-parts.js';

export default function LongJob({ data, reload }: ScreenProps<LongJobRecordView>) {
  const { id, title, state, owner, requestedBy, createdAt, startedAt, endedAt, progress, result, failure } = data;
  useRefresh([state], reload);
  return (
    <>
      <PageHead
        title={title}
        state={<LongJobChip state={state} />}
        parent={{ label: 'Trabajos', href: '/admin/resources/trabajos' }}
        lead={owner}
      >
        {data.canResume && <ScreenLink to="trabajos/reanudar" recordId={id} primary />}
        {data.canCancel && <ScreenLink to="trabajos/cancelar" recordId={id} />}
      </PageHead>
      {failure !== null && (
        <div className="notice notice-attention" role="status">
          <p>
            <strong>El trabajo se detuvo.</strong> Se puede reanudar: sigue donde se quedó.
          </p>
          <p>Causa: {failure}</p>
        </div>
      )}
      {state === 'cancelling' && (
        <div className="notice notice-attention" role="status">
          <p>Se cancela en cuanto termine la parte que está en curso.</p>
        </div>
      )}
      <section className="stack" aria-labelledby="avance">
        <h2 id="avance">Avance</h2>
        <LongJobBar progress={progress} title={title} />
      </section>
      {result.length > 0 && (
        <section className="stack" aria-labelledby="resultado">
          <h2 id="resultado">Resultado</h2>
          <Facts facts={result.map(([figure, value]) => [figure, value.toLocaleString('es-MX')] as const)} />
        </section>
      )}
      <section className="stack" aria-labelledby="datos">
        <h2 id="datos">Datos</h2>
        <Facts
          facts={[
            ['Lo pidió', requestedBy],
            ['Pedido (hora centro)', createdAt],
            ['Empezó (hora centro)', startedAt === '' ? 'Todavía no' : startedAt],
            ['Terminó (hora centro)', endedAt === '' ? 'Todavía no' : endedAt],
          ]}
        />
      </section>
    </>
  );
}
