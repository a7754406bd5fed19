import React from 'react';
import { Link } from 'react-router-dom';
import { downloadHref, ScreenLink } from '../../../admin/ui/frame.js';
import { Facts, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { Emblem } from './parts/emblem.js';
import { StatusChip } from './parts/status-chip.js';
import { STATUS_LABELS } from './parts/status-labels.js';
import type { AspirantView } from './views.js';

export default function Aspirant({ data }: ScreenProps<AspirantView>) {
  const { id, name, folio, office, idProceso, status, nextStep, sheetDue, inForce } = data;
  const sheet = nextStep === 'sign' || nextStep === 'confirm' ? downloadHref('aspirantes/cedula', id) : null;
  const signed = data.signedVersion > 0 ? downloadHref('aspirantes/cedula-firmada', id) : null;
  return (
    <>
      <PageHead
        title={name}
        parent={{ label: 'Aspirantes', href: '/admin/resources/aspirantes' }}
        state={<StatusChip status={status} sheetDue={sheetDue} />}
        lead={leadOf(data)}
      >
        {sheet !== null && (
          <a className="button button-plain" href={sheet}>
            Imprimir Cédula de confirmación
          </a>
        )}
        {nextStep === 'confirm' && <ScreenLink to="aspirantes/firmar" recordId={id} label="Cambiar Cédula firmada" />}
        {inForce && <ScreenLink to="aspirantes/corregir" recordId={id} />}
        {nextStep === 'validate' && <ScreenLink to="aspirantes/validar" recordId={id} primary />}
        {nextStep === 'sign' && <ScreenLink to="aspirantes/firmar" recordId={id} primary />}
        {nextStep === 'confirm' && <ScreenLink to="aspirantes/confirmar" recordId={id} primary />}
      </PageHead>
      {data.mail?.bounced === true && (
        <div className="notice notice-attention" role="status">
          <p>
            <strong>El correo enviado el {data.mail.sentAt} (hora centro) fue devuelto.</strong> {data.mail.cause} Pida
            a la persona aspirante otra cuenta y corrija el dato: el aviso se envía de nuevo{' '}
            {status === 'confirmed' ? 'al subir la Cédula firmada.' : 'al confirmar el registro.'}
          </p>
        </div>
      )}
      <section className="panel stack" aria-label="Datos del registro">
        {data.emblemDigest !== null && <Emblem id={id} name={name} digest={data.emblemDigest} />}
        <Facts
          facts={[
            ['Folio', <span className="code">{folio}</span>],
            ['Proceso', <span className="code">{idProceso}</span>],
            ['Cargo', office],
            ['Entra al portal con', data.emailProvider === 'google' ? 'Google' : 'Facebook'],
            ...(data.accessPending
              ? [
                  [
                    'Cuenta corregida',
                    'La usará cuando suba la Cédula firmada; mientras, entra con la anterior',
                  ] as const,
                ]
              : []),
            ['Registrado (hora centro)', data.registeredAt],
            ['Confirmado (hora centro)', data.confirmedAt ?? 'Todavía no'],
            ...(data.withdrawnOn === null ? [] : [['Desistimiento presentado', data.withdrawnOn] as const]),
            ...data.others.map(
              (other) =>
                [
                  'Otro registro de la persona',
                  <>
                    <Link className="code" to={`/admin/resources/aspirantes/records/${other.id}/show`}>
                      {other.folio}
                    </Link>{' '}
                    · {STATUS_LABELS[other.status]}
                  </>,
                ] as const,
            ),
            ['Correo más reciente', mailLabel(data.mail)],
            ['Versión de los datos', String(data.version)],
            [
              'Cédula firmada',
              signed === null ? (
                data.signedVersion > 0 ? (
                  `Versión ${String(data.signedVersion)}`
                ) : (
                  'Todavía no'
                )
              ) : (
                <a href={signed}>Descargar la versión {data.signedVersion}</a>
              ),
            ],
          ]}
        />
      </section>
      <div className="actions">
        <ScreenLink to="aspirantes/historial" recordId={id} />
        {inForce && <ScreenLink to="aspirantes/emblema" recordId={id} />}
        {data.canBeAnnulled && <ScreenLink to="aspirantes/anular" recordId={id} />}
        {inForce && <ScreenLink to="aspirantes/retirar" recordId={id} />}
      </div>
      <p className="quiet">
        Los datos personales y de la credencial se leen al validar, al corregir y en la Cédula firmada; cada consulta
        queda registrada.
      </p>
    </>
  );
}

function mailLabel(mail: AspirantView['mail']): string {
  if (mail === null) return 'Todavía no se envía ninguno';
  return mail.bounced ? `Devuelto; enviado el ${mail.sentAt}` : `Enviado el ${mail.sentAt}`;
}

function leadOf({ status, nextStep }: AspirantView): string {
  if (status === 'withdrawn') return 'El registro fue retirado; sus auxiliares no pueden captar apoyos.';
  if (status === 'annulled') return 'El registro se capturó por error y se anuló; el historial dice quién y por qué.';
  if (status === 'confirmed') {
    return {
      validate:
        'Los datos se corrigieron después de confirmar. Valídelos; mientras tanto el registro sigue confirmado.',
      sign: 'Los datos se corrigieron. Recabe la firma de la nueva Cédula; mientras tanto el registro sigue confirmado.',
      confirm: '',
      nothing: 'La persona aspirante ya puede entrar al portal con su correo electrónico.',
    }[nextStep];
  }
  return {
    validate: 'Coteje los datos con el expediente y valídelos. Después se imprime la Cédula.',
    sign: 'Imprima la Cédula, recabe la firma de la persona aspirante y súbala escaneada.',
    confirm: 'La Cédula firmada está bajo resguardo. Confirme el registro para que reciba su folio.',
    nothing: '',
  }[nextStep];
}
