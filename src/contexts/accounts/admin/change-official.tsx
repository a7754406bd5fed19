import React from 'react';
import { useParams, useSearchParams } from 'react-router-dom';
import { ChangeView, type Change } from '../../../admin/ui/change.js';
import { downloadHref } from '../../../admin/ui/frame.js';
import { Facts } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { OfficialDetail } from './views.js';

const reasonHelp = 'Queda en el historial de la cuenta.';

const changesOf = ({ name, email }: OfficialDetail, delivery: number): Readonly<Record<string, Change>> => ({
  aceptar: {
    consequence: `Acepta el envío ${String(delivery)} de la Declaratoria. ${name} podrá trabajar en el sistema desde este momento, con la función de su cuenta. Antes compare el documento con estos datos.`,
    done: 'Declaratoria aceptada; la cuenta quedó activa.',
  },
  devolver: {
    consequence: `Devuelve el envío ${String(delivery)} de la Declaratoria. ${name} recibirá por correo el motivo y tendrá que enviar otra. Mientras tanto su cuenta no permite trabajar.`,
    done: 'Declaratoria devuelta; se avisó por correo.',
    reasonHelp,
  },
  'restablecer-segundo-factor': {
    consequence: `${name} podrá entrar solo con su contraseña y configurar otro; los códigos de recuperación que tenía dejan de servir. Se le avisa por correo. Antes, confirme por teléfono que lo pide.`,
    done: 'Segundo factor restablecido; se avisó por correo.',
    reasonHelp,
  },
  'reenviar-invitacion': {
    consequence: `Se envía otro enlace de un solo uso a ${email}, para que ${name} elija su contraseña. Los anteriores dejan de servir.`,
    done: 'Invitación enviada.',
  },
  suspender: {
    consequence: `${name} no podrá entrar, y si tiene una sesión abierta terminará de inmediato.`,
    done: 'Cuenta suspendida.',
    reasonHelp,
  },
  reactivar: {
    consequence: `${name} podrá entrar de nuevo con su contraseña, en el estado que tenía.`,
    done: 'Cuenta reactivada.',
    reasonHelp,
  },
});

export default function ChangeOfficial({ data, post }: ScreenProps<OfficialDetail>) {
  const { name, account, institution, declarations } = data;
  const { actionName = '' } = useParams();
  const [query] = useSearchParams();
  const delivery = Number(query.get('envio') ?? declarations);
  return (
    <ChangeView
      changes={changesOf(data, delivery)}
      record={name}
      lead={`${account} · ${institution}`}
      details={REVIEWS.has(actionName) && <Reviewed data={data} />}
      post={(body) => post({ ...body, delivery })}
    />
  );
}

const REVIEWS: ReadonlySet<string> = new Set(['aceptar', 'devolver']);

/** The signed Declaratoria and the data that it must state. */
function Reviewed({ data }: { readonly data: OfficialDetail }) {
  const signed = downloadHref('cuentas/firmada', data.id);
  return (
    <section className="panel" aria-labelledby="declaratoria">
      <h2 id="declaratoria">Lo que debe decir la Declaratoria</h2>
      <Facts
        facts={[
          ['Nombre', data.name],
          ['Cargo', data.position],
          ['Función', data.role],
          ['Institución', data.institution],
          ['Cuenta de acceso', data.account],
          ['Correo institucional', data.email],
          ['Teléfono', <span className="code">{data.phone}</span>],
          ['Vigente hasta (hora centro)', data.grantEndsAt],
          ['Recibida (hora centro)', data.declaredAt ?? '—'],
        ]}
      />
      {signed !== null && data.declarations > 0 && (
        <div className="actions">
          <a className="button button-plain" href={signed} download>
            Descargar la Declaratoria firmada (envío {data.declarations})
          </a>
        </div>
      )}
    </section>
  );
}
