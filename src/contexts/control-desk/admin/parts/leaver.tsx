import React from 'react';
import { SelectField } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';
import type { LeaverView } from '../leaver-views.js';

export function OpenWorkNotice({ open, successors }: LeaverView) {
  return (
    <div className="notice notice-attention">
      <p>{openSentence(open, successors.length)}</p>
    </div>
  );
}

export function SuccessorField({ form, open, successors }: LeaverView & { readonly form: Form }) {
  if (open === 0 || successors.length === 0) return null;
  return (
    <SelectField
      form={form}
      name="successorId"
      label="Quién recibe su carga"
      help="Si no elige, la recibe quien tiene menos registros por revisar."
      options={successors.map(({ id, name, assigned }) => [id, `${name} · ${number(assigned)} por revisar`])}
      optional
    />
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
