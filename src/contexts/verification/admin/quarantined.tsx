import React from 'react';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { Facts, PageHead, StateChip } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { QuarantinedView } from './views.js';

export default function Quarantined({ data }: ScreenProps<QuarantinedView>) {
  const { id, folio, idProceso, entidad, cause, detail, since, receivedAt, citizenNotified } = data;
  return (
    <>
      <PageHead
        title={folio}
        state={<StateChip tone="excluded" label="En cuarentena" />}
        parent={{ label: 'Registros en cuarentena', href: '/admin/resources/cuarentena' }}
        lead={`${idProceso} · ${entidad}`}
      >
        <ScreenLink to="cuarentena/verificar" recordId={id} primary />
        <ScreenLink to="cuarentena/no-procesable" recordId={id} />
      </PageHead>
      <Facts
        facts={[
          ['Causa', cause],
          ['Recibido (hora centro)', receivedAt],
          ['En cuarentena desde (hora centro)', since],
          ['Persona ciudadana', citizenNotified ? 'Notificada' : 'No notificada'],
          ['Declaración de la DERFE', data.declaredByDerfe ?? 'No hay'],
          ['Declaración del OPL', data.declaredByOpl ?? 'No hay'],
          ['Para soporte', detail === '' ? '—' : <span className="code">{detail}</span>],
        ]}
      />
    </>
  );
}
