import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { SelectField, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { GrantFields } from './parts/grant-fields.js';
import { PersonFields } from './parts/person-fields.js';
import type { CreateView } from './request-views.js';

const EMPTY = { fullName: '', position: '', email: '', phone: '', account: '', role: '', lastDay: '' };

/** Creates an account for an official of DERFE (§4.4). */
export default function CreateOfficial({ data: { roles, grants }, post }: ScreenProps<CreateView>) {
  const navigate = useNavigate();
  const form = useForm<{ accountId: string }>({
    initial: { ...EMPTY, processId: grants.at(-1)?.key ?? '' },
    send: post,
    done: ({ accountId }) => {
      navigate(`/admin/resources/cuentas/records/${accountId}/show`, {
        replace: true,
        state: { done: 'Cuenta dada de alta. Se envió a su correo institucional un enlace para elegir la contraseña.' },
      });
    },
    draft: 'cuenta',
  });
  return (
    <>
      <PageHead
        parent={{ label: 'Cuentas', href: '/admin/resources/cuentas' }}
        lead="Para personal de la DERFE; las de un OPL se piden por oficio. Al darla de alta se envía un enlace de un solo uso al correo institucional; la contraseña la elige su titular."
      />
      <FormView
        form={form}
        submitLabel="Dar de alta cuenta"
        cancel={<Link to="/admin/resources/cuentas">Volver sin dar de alta</Link>}
      >
        <fieldset className="group">
          <legend>Persona funcionaria</legend>
          <PersonFields form={form} />
        </fieldset>
        <fieldset className="group">
          <legend>Cuenta</legend>
          <TextField
            form={form}
            name="account"
            label="Cuenta de acceso"
            help="La genérica que asigna el INE; termina en @ine.mx."
            type="email"
            inputMode="email"
          />
          <SelectField
            form={form}
            name="role"
            label="Función"
            help="Una sola por persona: quien audita no modifica."
            options={roles.map(({ key, label }) => [key, label])}
          />
          <GrantFields form={form} grants={grants} />
        </fieldset>
      </FormView>
    </>
  );
}
