import React from 'react';
import { TextArea } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';
import type { KeyFormView } from '../views.js';

/** Why a key replaces the registered one; nothing for the first key. */
export function ReplacementReason({
  form,
  process,
}: {
  readonly form: Form;
  readonly process: KeyFormView['process'];
}) {
  if (process.key === 'missing') return null;
  return (
    <TextArea
      form={form}
      name="reason"
      label="Motivo del cambio de llave"
      help="Por ejemplo: se perdió la llave privada. Queda en el historial."
    />
  );
}
