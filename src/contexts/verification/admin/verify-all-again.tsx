import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { QuarantineListView } from './views.js';

const LIST = '/admin/resources/cuarentena';

export default function VerifyAllAgain({ data: { total }, post }: ScreenProps<QuarantineListView>) {
  const navigate = useNavigate();
  const form = useForm({
    initial: {},
    send: post,
    done: () => {
      navigate(LIST, { replace: true, state: { done: 'La nueva verificación empezó. Vea su avance en «Trabajos».' } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: 'Registros en cuarentena', href: LIST }} />
      <FormView form={form} submitLabel="Verificar todos de nuevo" cancel={<Link to={LIST}>Volver sin cambios</Link>}>
        <div className="notice notice-attention">
          <p>
            Se intenta abrir otra vez {total.value === 1 ? 'el registro' : 'cada registro'} en cuarentena. Antes,
            compruebe que la causa ya se resolvió. Los que se abran siguen su verificación.
          </p>
        </div>
      </FormView>
    </>
  );
}
