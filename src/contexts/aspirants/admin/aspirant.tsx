import React from 'react';
import { downloadOf, Verb } from '../../../admin/ui/frame.js';
import { Facts, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { StatusChip } from './parts/status-chip.js';
import type { AspirantView } from './views.js';

export default function Aspirant({ data }: ScreenProps<AspirantView>) {
  const { id, name, folio, office, idProceso, status, registeredAt, confirmedAt, emailProvider } = data;
  const sheet = downloadOf('aspirantes/cedula', id);
  return (
    <>
      <PageHead
        title={name}
        above={{ label: 'Aspirantes', href: '/admin/resources/aspirantes' }}
        state={<StatusChip status={status} />}
        lead={NEXT[status]}
      >
        {sheet !== null && (
          <a className="button button-plain" href={sheet}>
            Imprimir Cédula de confirmación
          </a>
        )}
        {status === 'draft' && <Verb to="aspirantes/confirmar" recordId={id} primary />}
      </PageHead>
      <section className="panel" aria-label="Datos del registro">
        <Facts
          facts={[
            ['Folio', <span className="code">{folio}</span>],
            ['Proceso', <span className="code">{idProceso}</span>],
            ['Cargo', office],
            ['Entra al portal con', emailProvider === 'google' ? 'Google' : 'Facebook'],
            ['Registrado (hora centro)', registeredAt],
            ['Confirmado (hora centro)', confirmedAt ?? 'Todavía no'],
          ]}
        />
      </section>
      <p className="quiet">
        Los datos personales y de la credencial se leen en la Cédula de confirmación; cada consulta queda registrada.
      </p>
    </>
  );
}

const NEXT: Readonly<Record<AspirantView['status'], string>> = {
  draft: 'Imprima la Cédula, recabe la firma de la persona aspirante y confirme el registro.',
  confirmed: 'La persona aspirante ya puede entrar al portal con su correo electrónico.',
  withdrawn: 'El registro fue retirado; sus auxiliares no pueden captar apoyos.',
};
