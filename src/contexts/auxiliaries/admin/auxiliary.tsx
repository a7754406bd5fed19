import React from 'react';
import { Link } from 'react-router-dom';
import { Facts, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { DeviceChip, StatusChip } from './parts/status-chip.js';
import type { AuxiliaryView } from './views.js';

export default function Auxiliary({ data }: ScreenProps<AuxiliaryView>) {
  return (
    <>
      <PageHead
        title={data.name}
        state={<StatusChip status={data.status} />}
        above={{ label: 'Auxiliares', href: '/admin/resources/auxiliares' }}
        lead="Usted ve datos personales; esta consulta quedó registrada."
      />
      <section className="panel" aria-label="Datos del registro">
        <Facts
          facts={[
            ['Id Auxiliar', <span className="code">{data.idAuxiliar}</span>],
            [
              'Aspirante',
              <Link to={`/admin/resources/aspirantes/records/${data.aspirant.id}/show`}>{data.aspirant.name}</Link>,
            ],
            ['Correo electrónico', data.email],
            ['Entra a la aplicación con', data.emailProvider === 'google' ? 'Google' : 'Facebook'],
            ['Teléfono móvil', <span className="code">{data.telefonoMovil}</span>],
            ['Clave de elector', <span className="code">Termina en {data.claveElectorEnding}</span>],
            ['Registro (hora centro)', data.registeredAt],
            ...(data.dischargedAt === null ? [] : [['Baja (hora centro)', data.dischargedAt] as const]),
          ]}
        />
      </section>
      <section className="stack" aria-labelledby="dispositivos">
        <h2 id="dispositivos">Dispositivos</h2>
        {data.devices.length === 0 ? (
          <p className="quiet">Todavía no registra ningún dispositivo en la aplicación.</p>
        ) : (
          <Table
            caption="Dispositivos"
            rows={data.devices}
            keyOf={({ folioPrefix }) => folioPrefix}
            columns={[
              {
                heading: 'Prefijo de sus folios',
                cell: ({ folioPrefix }) => <span className="code">{folioPrefix}</span>,
              },
              { heading: 'Estado', cell: ({ status }) => <DeviceChip status={status} /> },
              { heading: 'Registro (hora centro)', cell: ({ enrolledAt }) => enrolledAt },
            ]}
          />
        )}
      </section>
    </>
  );
}
