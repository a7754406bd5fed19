import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { UnprocessableDeclaration } from '../index.js';
import type { QuarantinedView } from './views.js';

const LIST = '/admin/resources/cuarentena';

export default function DeclareUnprocessable({ data: { id, folio }, post }: ScreenProps<QuarantinedView>) {
  const navigate = useNavigate();
  const back = `${LIST}/records/${id}/show`;
  const form = useForm<UnprocessableDeclaration>({
    initial: { oficio: '' },
    send: post,
    done: ({ state }) => {
      navigate(state === 'quarantined' ? back : LIST, { replace: true, state: { done: outcome(folio, state) } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: folio, href: back }} />
      <FormView form={form} submitLabel="Declarar no procesable" cancel={<Link to={back}>Volver sin cambios</Link>}>
        <div className="notice notice-attention">
          <p>
            Declare esto solo si el registro nunca se podrá abrir. La DERFE y el OPL deben declararlo por separado; con
            las dos declaraciones el apoyo se reporta «Con inconsistencia», la persona aspirante lo puede impugnar y el
            proceso ya se puede cerrar. Antes se intenta abrir una vez más.
          </p>
        </div>
        <TextField
          form={form}
          name="oficio"
          label="Número de oficio"
          help="El oficio con que su institución lo declara."
        />
      </FormView>
    </>
  );
}

function outcome(folio: string, state: UnprocessableDeclaration['state']): string {
  if (state === 'verified')
    return `El registro ${folio} se pudo abrir y pasa a la Mesa de Control; no se declaró nada.`;
  if (state === 'unprocessable') return `El registro ${folio} quedó como no procesable.`;
  return 'Su declaración quedó registrada. Falta la de la otra institución.';
}
