import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { CloseResult, ClosingView } from './views.js';

export default function CloseProcess({ data: { id, idProceso, received }, post }: ScreenProps<ClosingView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/cierres/records/${id}/show`;
  const form = useForm<CloseResult>({
    initial: {},
    send: () => post({}),
    done: ({ records, sha256 }) => {
      const done = `Proceso cerrado. Registros cifrados para el OPL: ${records.toLocaleString('es-MX')}. Huella digital del archivo: ${sha256}`;
      navigate(back, { replace: true, state: { done } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: `Cifras de ${idProceso}`, href: back }} />
      <div className="notice notice-attention">
        <p>
          Al cerrar <strong className="code">{idProceso}</strong>, los apoyos que recibió (
          {received.toLocaleString('es-MX')}) se concilian hasta el último registro y se cifran con la llave pública del
          OPL, que será el único que podrá abrirlos. No se puede volver a abrir.
        </p>
      </div>
      <FormView form={form} submitLabel="Cerrar y cifrar resultados" cancel={<Link to={back}>Volver sin cerrar</Link>}>
        <></>
      </FormView>
    </>
  );
}
