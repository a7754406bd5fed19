import React, { type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { screenHref, downloadHref, ScreenLink } from '../../../admin/ui/frame.js';
import { Facts, PageHead, StateChip, Table, type Tone } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { DeviceChip, StatusChip } from './parts/status-chip.js';
import type { MailLine, RecordView, RequestLine } from './record-views.js';

const MAIL: Readonly<Record<MailLine['state'], readonly [Tone, string]>> = {
  sent: ['neutral', 'Enviado'],
  delayed: ['process', 'Con retraso'],
  failed: ['attention', 'Devuelto'],
};

const ANSWERS: Readonly<Record<RequestLine['answer'], readonly [Tone, string]>> = {
  none: ['attention', 'Sin entregar'],
  part: ['process', 'Entregado en parte'],
  whole: ['counts', 'Entregado'],
};

/** One auxiliary with masked personal data; the actions available to the OPL are at the top. */
export default function Auxiliary({ data }: ScreenProps<RecordView>) {
  const { id, status } = data;
  const active = status !== 'discharged';
  return (
    <>
      <PageHead
        title={data.idAuxiliar}
        state={
          <>
            <StatusChip status={status} /> {data.bounced && <StateChip tone="attention" label="Correo devuelto" />}{' '}
            {data.otherAspirant && <StateChip tone="attention" label="También auxiliar de otro aspirante" />}{' '}
            {data.doubts.length > 0 && <StateChip tone="attention" label="Por comparar con la credencial" />}
          </>
        }
        parent={{ label: 'Auxiliares', href: '/admin/resources/auxiliares' }}
        lead="Los datos personales están cubiertos. Para verlos indique el motivo; la consulta queda registrada."
      >
        <ScreenLink to="auxiliares/ver-datos" recordId={id} />
        {active && <ScreenLink to="auxiliares/reenviar" recordId={id} />}
        {active && <ScreenLink to="auxiliares/corregir" recordId={id} />}
        {active && <ScreenLink to="auxiliares/corregir-correo" recordId={id} />}
        {data.history.some(({ what }) => what.startsWith('Corrección')) && (
          <ScreenLink to="auxiliares/correcciones" recordId={id} />
        )}
        <ScreenLink to="auxiliares/solicitar-resguardo" recordId={id} />
        {active && <ScreenLink to="auxiliares/dar-de-baja" recordId={id} />}
      </PageHead>
      <section className="panel" aria-label="Datos del registro">
        <Facts
          facts={[
            ['Iniciales', data.initials],
            [
              'Aspirante',
              <Link to={`/admin/resources/aspirantes/records/${data.aspirant.id}/show`}>{data.aspirant.name}</Link>,
            ],
            [`Correo (${data.emailProvider === 'google' ? 'Google' : 'Facebook'})`, data.email],
            ['Teléfono móvil', <>termina en {code(data.telefonoMovilEnding)}</>],
            ['Clave de elector', <>termina en {code(data.claveElectorEnding)}</>],
            ['Padrón al registrarse', data.inNominalList ? 'En lista nominal' : 'En padrón, no en lista nominal'],
            ...(data.doubts.length > 0 ? [['Por comparar con la credencial', data.doubts.join(' ')] as const] : []),
            ['Registro (hora centro)', data.registeredAt],
          ]}
        />
      </section>
      <Section id="dispositivos" title="Dispositivos" empty="Todavía no registra ningún dispositivo en la aplicación.">
        {data.devices.length > 0 && (
          <Table
            caption="Dispositivos"
            rows={data.devices}
            keyOf={({ deviceId }) => deviceId}
            columns={[
              {
                heading: 'Inicio de sus folios',
                cell: ({ deviceId, folioPrefix }) => {
                  const address = screenHref('dispositivos/show', deviceId);
                  return address === null ? (
                    code(`AC-${folioPrefix}`)
                  ) : (
                    <Link to={address}>{code(`AC-${folioPrefix}`)}</Link>
                  );
                },
              },
              { heading: 'Estado', cell: ({ status: state }) => <DeviceChip status={state} /> },
              { heading: 'Comprobación de fábrica', cell: ({ attested }) => (attested ? 'Sí' : 'No') },
              { heading: 'Observaciones', cell: ({ findings }) => findings.join(' ') },
              { heading: 'Registro (hora centro)', cell: ({ enrolledAt }) => enrolledAt },
            ]}
          />
        )}
      </Section>
      <Section id="correos" title="Correo con sus datos de acceso" empty="Está por enviarse.">
        {data.messages.length > 0 && (
          <Table
            caption="Correos enviados"
            rows={data.messages}
            keyOf={({ sentAt, state }) => `${sentAt} ${state}`}
            columns={[
              { heading: 'Envío (hora centro)', cell: ({ sentAt }) => sentAt },
              {
                heading: 'Estado',
                cell: ({ state }) => {
                  const [tone, word] = MAIL[state];
                  return <StateChip tone={tone} label={word} />;
                },
              },
              { heading: 'Causa', cell: ({ cause }) => cause },
              { heading: 'Devuelto', cell: ({ bouncedAt }) => bouncedAt ?? '' },
            ]}
          />
        )}
      </Section>
      <Section
        id="obligaciones"
        title="Obligaciones aceptadas en la aplicación"
        empty="Todavía no acepta ninguna versión."
      >
        {data.duties.length > 0 && (
          <Facts facts={data.duties.map(({ version, acceptedAt }) => [version, acceptedAt] as const)} />
        )}
      </Section>
      <Section id="documentos" title="Responsiva y copia de la credencial" empty="">
        <Facts
          facts={[
            ...data.papers.map(
              ({ name, uploadedAt, outdated }) =>
                [
                  name,
                  uploadedAt === null
                    ? 'La persona aspirante no la ha guardado'
                    : `Guardada el ${uploadedAt}${outdated ? ', con los datos anteriores a la corrección' : ''}`,
                ] as const,
            ),
            ['Entrega al OPL', data.papersTransferredAt ?? 'No se ha entregado'],
          ]}
        />
        {data.requests.length > 0 && (
          <Table
            caption="Solicitudes de resguardo"
            rows={data.requests}
            keyOf={({ id: requestId }) => requestId}
            columns={[
              { heading: 'Oficio de la solicitud', cell: ({ reference }) => reference },
              { heading: 'Solicitado (hora centro)', cell: ({ at }) => at },
              {
                heading: 'De quién',
                cell: ({ ofAll }) => (ofAll ? 'Todas las personas auxiliares' : 'Solo esta persona'),
              },
              {
                heading: 'Estado',
                cell: ({ answer }) => {
                  const [tone, word] = ANSWERS[answer];
                  return <StateChip tone={tone} label={word} />;
                },
              },
              { heading: 'Motivo', cell: ({ reason }) => reason },
            ]}
          />
        )}
        {data.papersTransferredAt !== null && (
          <div className="actions">
            {data.papers.map(({ kind, name }) => {
              const href = downloadHref(`auxiliares/${kind}`, id);
              return href === null ? null : (
                <a key={kind} className="button button-plain" href={href}>
                  Descargar: {name}
                </a>
              );
            })}
            {downloadHref('auxiliares/acta', id) !== null && (
              <a className="button button-plain" href={downloadHref('auxiliares/acta', id) ?? ''}>
                Descargar acta de entrega
              </a>
            )}
          </div>
        )}
      </Section>
      <Section id="historial" title="Historial" empty="">
        <Table
          caption="Historial"
          rows={data.history}
          keyOf={({ key }) => key}
          columns={[
            { heading: 'Cuándo (hora centro)', cell: ({ at }) => at },
            { heading: 'Qué pasó', cell: ({ what }) => what },
            { heading: 'Motivo', cell: ({ reason }) => reason ?? '' },
          ]}
        />
      </Section>
    </>
  );
}

function code(text: string): ReactNode {
  return <span className="code">{text}</span>;
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly empty: string;
  readonly children: ReactNode;
}

function Section({ id, title, empty, children }: SectionProps) {
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children === false ? <p className="quiet">{empty}</p> : children}
    </section>
  );
}
