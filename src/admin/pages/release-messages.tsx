import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { StuckMessageListView } from '../messages/views.js';
import { FormView, useForm } from '../ui/form.js';
import { PageHead } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';

const LIST = '/admin/resources/pendientes';

export default function ReleaseMessages({ data, post }: ScreenProps<StuckMessageListView>) {
  const { value, more } = data.waiting;
  const navigate = useNavigate();
  const form = useForm({
    initial: {},
    send: post,
    done: () => {
      navigate(LIST, { replace: true, state: { done: 'Los pendientes se intentan de nuevo ahora.' } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: 'Pendientes detenidos', href: LIST }} />
      <FormView form={form} submitLabel="Liberar todos" cancel={<Link to={LIST}>Volver sin cambios</Link>}>
        <div className="notice notice-attention">
          <p>
            {more ? 'Más de ' : ''}
            {value.toLocaleString('es-MX')} {value === 1 ? 'pendiente se intenta' : 'pendientes se intentan'} de nuevo
            de inmediato. Antes, compruebe que la causa ya se resolvió. Lo que ya se hizo no se repite.
          </p>
        </div>
      </FormView>
    </>
  );
}
