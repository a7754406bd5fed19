import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { SelectField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { EMPTY_OFICIO, OficioFields } from './parts/oficio-fields.js';
import type { RegisterView, RequestDetail } from './request-views.js';

const LIST = '/admin/resources/solicitudes-de-cuentas';

/** Registers an oficio that arrived through the UTVOPL (§4.1–4.2): a new one, or the signed oficio of a draft. */
export default function RegisterRequest({ data, recordId, post }: ScreenProps<RegisterView | RequestDetail>) {
  const navigate = useNavigate();
  const draft = 'folio' in data ? data : null;
  const entidades = 'entidades' in data ? data.entidades : null;
  const form = useForm<{ requestId: string }>({
    initial: { ...(entidades && { entidad: '' }), ...EMPTY_OFICIO },
    send: post,
    done: ({ requestId }) => {
      navigate(`${LIST}/records/${requestId}/show`, {
        replace: true,
        state: {
          done: draft
            ? 'Recepción registrada. Resuelva sobre cada persona.'
            : 'Oficio registrado. Agregue a cada persona que nombra.',
        },
      });
    },
    draft: draft ? `oficio-${recordId}` : 'oficio',
  });
  const back = draft ? `${LIST}/records/${recordId}/show` : LIST;
  return (
    <>
      <PageHead
        parent={{ label: draft?.folio ?? 'Solicitudes de cuentas', href: back }}
        lead={draft ? `${draft.institution} · ${personas(draft.people.length)}` : 'Con los datos del oficio del OPL.'}
      />
      <FormView
        form={form}
        submitLabel={draft ? 'Registrar su recepción' : 'Registrar oficio'}
        cancel={<Link to={back}>Volver sin registrar</Link>}
      >
        {entidades && (
          <SelectField
            form={form}
            name="entidad"
            label="Entidad del OPL"
            options={entidades.map(({ key, label }) => [key, label])}
          />
        )}
        <OficioFields form={form} />
      </FormView>
    </>
  );
}

function personas(count: number): string {
  return count === 1 ? '1 persona' : `${String(count)} personas`;
}
