import React from 'react';
import { Link } from 'react-router-dom';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { Facts, PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { ComparedFields } from './parts/compared-fields.js';
import { DeviceChip } from './parts/device-chip.js';
import { EnrolmentImages } from './parts/enrolment-images.js';
import type { DeviceView } from './views.js';

/** One enrolment: card and registration side by side, images, and the decisions of the OPL (decision 24). */
export default function Device({ data }: ScreenProps<DeviceView>) {
  const { deviceId, status } = data;
  return (
    <>
      <PageHead
        title={`Dispositivo AC-${data.folioPrefix}`}
        state={
          <>
            <DeviceChip status={status} />{' '}
            {data.otherAspirant && <StateChip tone="attention" label="También auxiliar de otro aspirante" />}
          </>
        }
        parent={{ label: 'Dispositivos por revisar', href: '/admin/resources/dispositivos' }}
        lead="Los datos personales están cubiertos. Esta consulta queda registrada, y cada imagen lleva la cuenta de usted."
      >
        {status === 'por-revisar' && <ScreenLink to="dispositivos/aceptar" recordId={deviceId} primary />}
        {(status === 'por-revisar' || status === 'active') && (
          <ScreenLink to="dispositivos/suspender" recordId={deviceId} />
        )}
        {status === 'suspended' && <ScreenLink to="dispositivos/reactivar" recordId={deviceId} primary />}
      </PageHead>
      {data.findings.length > 0 && (
        <div className="notice notice-attention">
          <ul className="bullets">
            {data.findings.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </div>
      )}
      <section className="panel" aria-label="Registro del dispositivo">
        <Facts
          facts={[
            [
              'Auxiliar',
              <Link to={`/admin/resources/auxiliares/records/${data.auxiliary.id}/show`}>
                {data.auxiliary.idAuxiliar}
              </Link>,
            ],
            ['Aspirante', data.aspirant.name],
            ['Registro (hora centro)', data.enrolledAt],
            ['Cotejo (hora centro)', data.checkedAt ?? 'En espera'],
            ['Comprobación de fábrica', data.attested ? 'Sí' : 'No'],
          ]}
        />
      </section>
      <section className="stack" aria-labelledby="cotejo">
        <h2 id="cotejo">Lo registrado y lo que dice la credencial</h2>
        <ComparedFields masked={data.compared} />
        <p>
          <ScreenLink to="dispositivos/ver-datos" recordId={deviceId} />
        </p>
      </section>
      <section className="stack" aria-labelledby="imagenes">
        <h2 id="imagenes">Imágenes</h2>
        <EnrolmentImages deviceId={deviceId} parts={['selfie', 'firma']} />
        <p>La credencial muestra los datos completos: se ve en «Ver datos completos», con su motivo.</p>
      </section>
      <section className="stack" aria-labelledby="historial">
        <h2 id="historial">Historial</h2>
        <Table
          caption="Historial del dispositivo"
          rows={data.moves}
          keyOf={({ key }) => key}
          columns={[
            { heading: 'Cuándo (hora centro)', cell: ({ at }) => at },
            { heading: 'Qué pasó', cell: ({ what }) => what },
            { heading: 'Motivo', cell: ({ reason }) => reason ?? '' },
          ]}
        />
      </section>
    </>
  );
}
