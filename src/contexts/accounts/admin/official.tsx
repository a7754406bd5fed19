import React from 'react';
import { downloadHref, ScreenLink } from '../../../admin/ui/frame.js';
import { Facts, PageHead, Table } from '../../../admin/ui/page.js';
import { Panels, type ScreenProps } from '../../../admin/ui/screen.js';
import { StatusChip } from './parts/status-chip.js';
import type { AccountView } from './views.js';

export default function Official({ data }: ScreenProps<AccountView>) {
  const { id, name, status, declared, declaredAt, expired } = data;
  const isOpen = status === 'pending' || status === 'active';
  const delivery = data.declarations > 1 ? ` (envío ${String(data.declarations)})` : '';
  // The decision applies to the Declaratoria that this page shows, even if another one arrives in the meantime.
  const reviewed = { envio: String(data.declarations) };
  const signed = declaredAt === null && data.refusedAt === null ? null : downloadHref('cuentas/firmada', id);
  const form = status === 'pending' ? downloadHref('cuentas/formato', id) : null;
  return (
    <>
      <PageHead
        title={name}
        state={<StatusChip status={status} declared={declared} />}
        parent={{ label: 'Cuentas', href: '/admin/resources/cuentas' }}
        lead={`${data.role} · ${data.institution}`}
      >
        {declared && <ScreenLink to="cuentas/aceptar" recordId={id} query={reviewed} primary />}
        {declared && <ScreenLink to="cuentas/devolver" recordId={id} query={reviewed} />}
        {status === 'pending' && !declared && <ScreenLink to="cuentas/subir" recordId={id} primary />}
        {status === 'suspended' && <ScreenLink to="cuentas/reactivar" recordId={id} primary />}
        {isOpen && !data.hasPassword && !expired && <ScreenLink to="cuentas/reenviar-invitacion" recordId={id} />}
        {isOpen && !data.isOwn && <ScreenLink to="cuentas/corregir" recordId={id} />}
        {isOpen && !data.isOwn && <ScreenLink to="cuentas/suspender" recordId={id} />}
        {status !== 'closed' && <ScreenLink to="cuentas/vigencia" recordId={id} />}
        {status !== 'closed' && !data.isOwn && data.secondFactorAt !== null && (
          <ScreenLink to="cuentas/restablecer-segundo-factor" recordId={id} />
        )}
        {status !== 'closed' && !data.isOwn && <ScreenLink to="cuentas/cerrar" recordId={id} />}
      </PageHead>
      {expired && (
        <div className="notice notice-attention">
          <p>La vigencia de esta cuenta terminó: ya no permite entrar.</p>
        </div>
      )}
      <Facts
        facts={[
          ['Cuenta de acceso', data.account],
          ['Cargo', data.position],
          ['Correo institucional', data.email],
          ['Teléfono', <span className="code">{data.phone}</span>],
          ['Alta (hora centro)', data.createdAt],
          ['Vigente hasta (hora centro)', data.grantEndsAt],
          ['Contraseña', data.password],
          [
            'Segundo factor',
            data.secondFactorAt === null ? 'Sin configurar' : `Activo desde el ${data.secondFactorAt}`,
          ],
        ]}
      />
      <section className="panel" aria-labelledby="declaratoria">
        <h2 id="declaratoria">Declaratoria de Confidencialidad</h2>
        <p>{declarationSentence(data, delivery)}</p>
        <div className="actions">
          {signed !== null && (
            <a className="button button-plain" href={signed} download>
              {data.refusedAt === null ? `Descargar la firmada${delivery}` : `Descargar la que se devolvió${delivery}`}
            </a>
          )}
          {form !== null && (
            <a className="button button-plain" href={form} download>
              Descargar el formato (PDF)
            </a>
          )}
        </div>
      </section>
      <section className="stack" aria-labelledby="historial">
        <h2 id="historial">Historial</h2>
        <Table
          caption="Historial de la cuenta, de lo más reciente a lo más antiguo"
          rows={data.history}
          keyOf={({ at, what }) => `${at} ${what}`}
          columns={[
            { heading: 'Cuándo (hora centro)', cell: ({ at }) => <span className="when">{at}</span> },
            { heading: 'Qué pasó', cell: ({ what }) => what },
            { heading: 'Quién', cell: ({ by }) => by },
            { heading: 'Motivo', cell: ({ reason }) => (reason === '' ? '—' : reason) },
          ]}
        />
      </section>
      <Panels data={data} recordId={id} />
    </>
  );
}

function declarationSentence(
  { status, declaredAt, acceptedAt, refusedAt, refusal, declarations, worksWithoutDeclaration }: AccountView,
  delivery: string,
): string {
  if (acceptedAt !== null)
    return `Recibida${delivery} el ${declaredAt ?? ''} y aceptada el ${acceptedAt} (hora centro).`;
  if (declarations === 0) {
    if (worksWithoutDeclaration) {
      return 'No lleva: la cuenta se creó al instalar el sistema, cuando no había quien la aceptara.';
    }
    if (status === 'closed') return 'No se recibió ninguna.';
    return 'Todavía no se recibe. Hasta que se acepte, la cuenta no permite trabajar.';
  }
  if (status === 'closed') return 'No se aceptó ninguna.';
  if (declaredAt !== null) {
    return `Recibida${delivery} el ${declaredAt} (hora centro). Revise la firma y los datos antes de aceptarla.`;
  }
  return `La última se devolvió el ${refusedAt ?? ''} (hora centro): ${refusal ?? ''}. Se espera otra.`;
}
