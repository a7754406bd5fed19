import React from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { Facts, PageHead, StateChip } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { GrantFields } from './parts/grant-fields.js';
import type { DecideView } from './request-views.js';

interface Decision {
  readonly verb: string;
  readonly consequence: (name: string, email: string) => string;
  readonly done: string;
}

const DECISIONS: Readonly<Record<string, Decision>> = {
  'aceptar-persona': {
    verb: 'Dar de alta cuenta',
    consequence: (name, email) =>
      `Se envía a ${email} un enlace de un solo uso para que ${name} elija su contraseña, y su Declaratoria de Confidencialidad.`,
    done: 'Cuenta dada de alta. Se envió un enlace al correo institucional.',
  },
  'rechazar-persona': {
    verb: 'Negar cuenta',
    consequence: (name) => `${name} no tendrá cuenta por este oficio. El OPL verá el motivo; no se puede deshacer.`,
    done: 'Cuenta negada; el OPL verá el motivo.',
  },
  'quitar-persona': {
    verb: 'Quitar de la solicitud',
    consequence: (name) => `${name} dejará de aparecer en la solicitud.`,
    done: 'Persona retirada de la solicitud.',
  },
};

/** Accepts, refuses or withdraws one official of an oficio (§4.2). */
export default function DecidePerson({ data, post }: ScreenProps<DecideView>) {
  const { requestId, folio, person, grants } = data;
  const navigate = useNavigate();
  const { actionName = '' } = useParams();
  const back = `/admin/resources/solicitudes-de-cuentas/records/${requestId}/show`;
  const decision = DECISIONS[actionName];
  const accepts = actionName === 'aceptar-persona';
  const refuses = actionName === 'rechazar-persona';
  const form = useForm({
    initial: {
      ...(accepts && { account: data.proposedAccount, processId: data.processId, lastDay: '' }),
      ...(refuses && { reason: '' }),
    },
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: decision?.done } });
    },
  });
  if (!decision) return <StateChip tone="attention" label="Esa acción no existe." />;
  return (
    <>
      <PageHead parent={{ label: folio, href: back }} lead={`${person.fullName} · ${person.position}`} />
      <Facts
        facts={[
          ['Correo institucional', person.email],
          ['Teléfono', <span className="code">{person.phone}</span>],
          ['Función', person.role],
        ]}
      />
      <div className="notice notice-attention">
        <p>{decision.consequence(person.fullName, person.email)}</p>
      </div>
      <FormView form={form} submitLabel={decision.verb} cancel={<Link to={back}>Volver sin cambios</Link>}>
        {accepts && (
          <>
            <TextField
              form={form}
              name="account"
              label="Cuenta de acceso"
              help="La genérica que asigna el INE; termina en @ine.mx."
              type="email"
              inputMode="email"
            />
            <GrantFields form={form} grants={grants} />
          </>
        )}
        {refuses && <TextArea form={form} name="reason" label="Motivo" help="Lo lee el OPL." />}
      </FormView>
    </>
  );
}
