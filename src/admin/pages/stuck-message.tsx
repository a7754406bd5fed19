import React from 'react';
import type { StuckMessageView } from '../messages/views.js';
import { ScreenLink } from '../ui/frame.js';
import { Facts, PageHead } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';
import { StuckChip } from './parts/stuck-message-parts.js';

export default function StuckMessage({ data }: ScreenProps<StuckMessageView>) {
  const { id, state, causes, attempts, since, nextAttempt, occurredAt, type } = data;
  return (
    <>
      <PageHead
        title={causes.map(({ work }) => work).join(', ')}
        state={<StuckChip state={state} />}
        parent={{ label: 'Pendientes detenidos', href: '/admin/resources/pendientes' }}
      >
        <ScreenLink to="pendientes/liberar" recordId={id} primary />
      </PageHead>
      <Facts
        facts={[
          ['Causa', causes.map(({ why }) => why).join(' ')],
          ['Intentos fallidos', String(attempts)],
          ['Detenido desde (hora centro)', since],
          ['Siguiente intento (hora centro)', nextAttempt === '' ? 'Cuando usted lo libere' : nextAttempt],
          ['Originado (hora centro)', occurredAt],
          ['Para soporte', <span className="code">{[type, ...causes.map(({ code }) => code)].join(' · ')}</span>],
        ]}
      />
    </>
  );
}
