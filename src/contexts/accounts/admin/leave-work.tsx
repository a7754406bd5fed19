import React from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { SelectField, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { LeavingView } from './views.js';

/** An account is closed, or its open work handed on: what is open, and who takes it (decision 27). */
export default function LeaveWork({ data, post }: ScreenProps<LeavingView>) {
  const { id, name, account, institution, openWork, successors } = data;
  const navigate = useNavigate();
  const { actionName = '' } = useParams();
  const closes = actionName === 'cerrar';
  const back = `/admin/resources/cuentas/records/${id}/show`;
  const form = useForm({
    initial: { ...(closes && { reason: '' }), successorId: '' },
    send: post,
    done: () => {
      const done = closes ? 'Cuenta cerrada.' : 'Carga entregada.';
      navigate(back, { replace: true, state: { done } });
    },
  });
  const open = openWork ?? 0;
  return (
    <>
      <PageHead above={{ label: name, href: back }} lead={`${account} · ${institution}`} />
      <div className="notice notice-attention">
        {closes && (
          <p>{name} no podrá volver a entrar con esta cuenta. No se puede deshacer; su historial se conserva.</p>
        )}
        <p>{openSentence(open, successors.length)}</p>
      </div>
      <FormView
        form={form}
        verb={closes ? 'Cerrar cuenta' : 'Entregar carga'}
        cancel={<Link to={back}>Volver sin cambios</Link>}
      >
        {open > 0 && successors.length > 0 && (
          <SelectField
            form={form}
            name="successorId"
            label="Quién recibe su carga"
            help="Si no elige, la recibe quien tiene menos registros por revisar."
            options={successors.map((other) => [other.id, `${other.name} · ${number(other.assigned)} por revisar`])}
            optional
          />
        )}
        {closes && <TextArea form={form} name="reason" label="Motivo" help="Queda en el historial de la cuenta." />}
      </FormView>
    </>
  );
}

function openSentence(open: number, successors: number): string {
  if (open === 0) return 'No tiene registros por revisar en Mesa de Control.';
  const records = open === 1 ? '1 registro por revisar' : `${number(open)} registros por revisar`;
  return successors > 0
    ? `Tiene ${records} en Mesa de Control: pasan a otra persona del mismo OPL.`
    : `Tiene ${records} en Mesa de Control. Nadie más del OPL tiene cuenta de revisión activa: vuelven a «Por asignar».`;
}

function number(value: number): string {
  return value.toLocaleString('es-MX');
}
