import React from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead, StateChip } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { OfficialDetail } from './views.js';

interface Change {
  readonly verb: string;
  readonly consequence: (name: string) => string;
  readonly done: string;
  readonly withReason: boolean;
}

const CHANGES: Readonly<Record<string, Change>> = {
  aceptar: {
    verb: 'Aceptar Declaratoria',
    consequence: (name) => `${name} podrá trabajar en el sistema desde este momento, con la función de su cuenta.`,
    done: 'Declaratoria aceptada; la cuenta quedó activa.',
    withReason: false,
  },
  devolver: {
    verb: 'Devolver Declaratoria',
    consequence: (name) =>
      `${name} recibirá por correo el motivo y tendrá que enviar otra. Mientras tanto su cuenta no permite trabajar.`,
    done: 'Declaratoria devuelta; se avisó por correo.',
    withReason: true,
  },
  'restablecer-segundo-factor': {
    verb: 'Restablecer segundo factor',
    consequence: (name) =>
      `${name} podrá entrar solo con su contraseña y configurar otro; los códigos de recuperación que tenía dejan de servir. Se le avisa por correo. Antes, confirme por teléfono que lo pide.`,
    done: 'Segundo factor restablecido; se avisó por correo.',
    withReason: true,
  },
  suspender: {
    verb: 'Suspender cuenta',
    consequence: (name) => `${name} no podrá entrar, y si tiene una sesión abierta terminará de inmediato.`,
    done: 'Cuenta suspendida.',
    withReason: true,
  },
  reactivar: {
    verb: 'Reactivar cuenta',
    consequence: (name) => `${name} podrá entrar de nuevo con su contraseña, en el estado que tenía.`,
    done: 'Cuenta reactivada.',
    withReason: false,
  },
};

/** One verb on one account: what will happen to whom, then the command. */
export default function ChangeOfficial({
  data: { id, name, account, institution },
  post,
}: ScreenProps<OfficialDetail>) {
  const navigate = useNavigate();
  const { actionName = '' } = useParams();
  const back = `/admin/resources/cuentas/records/${id}/show`;
  const change = CHANGES[actionName];
  const form = useForm({
    initial: { reason: '' },
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: change?.done } });
    },
  });
  if (!change) return <StateChip tone="attention" word="Esa acción no existe." />;
  return (
    <>
      <PageHead above={{ label: name, href: back }} lead={`${account} · ${institution}`} />
      <div className="notice notice-attention">
        <p>{change.consequence(name)}</p>
      </div>
      <FormView form={form} verb={change.verb} cancel={<Link to={back}>Volver sin cambios</Link>}>
        {change.withReason ? (
          <TextArea form={form} name="reason" label="Motivo" help="Queda en el historial de la cuenta." />
        ) : (
          <></>
        )}
      </FormView>
    </>
  );
}
