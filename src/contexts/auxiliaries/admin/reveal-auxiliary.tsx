import React, { useState } from 'react';
import { Link } from 'react-router-dom';
import { SelectField, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { Facts, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { RecordView, RevealedData } from './record-views.js';

const REASONS = [
  ['attention', 'Atención a la persona'],
  ['review', 'Revisión de su registro'],
  ['hearing', 'Garantía de audiencia'],
  ['authority', 'Requerimiento de autoridad'],
] as const;

/** Shows the unmasked data once a reason is given, until the user leaves the page. */
export default function RevealAuxiliary({ data: { id, idAuxiliar }, post }: ScreenProps<RecordView>) {
  const back = `/admin/resources/auxiliares/records/${id}/show`;
  const [revealed, setRevealed] = useState<RevealedData>();
  const form = useForm<RevealedData>({ initial: { reason: '', reference: '' }, send: post, done: setRevealed });
  return (
    <>
      <PageHead
        parent={{ label: idAuxiliar, href: back }}
        lead="La consulta queda registrada con su motivo. Los datos se cubren de nuevo al salir de esta página."
      />
      {revealed ? (
        <section className="panel" aria-label="Datos personales">
          <Facts
            facts={[
              ['Nombre', revealed.displayName],
              ['Fecha de nacimiento', revealed.fechaNacimiento.split('-').reverse().join('/')],
              ['Correo electrónico', revealed.email],
              ['Teléfono móvil', <span className="code">{revealed.telefonoMovil}</span>],
              ['Clave de elector', <span className="code">{revealed.claveElector}</span>],
              ['CURP', revealed.curp === '' ? '—' : <span className="code">{revealed.curp}</span>],
            ]}
          />
        </section>
      ) : (
        <FormView form={form} submitLabel="Ver datos" cancel={<Link to={back}>Volver sin ver</Link>}>
          <SelectField form={form} name="reason" label="Motivo" options={REASONS} />
          <TextField
            form={form}
            name="reference"
            label="Oficio, expediente o número de reporte"
            help="De 3 a 60 caracteres; no escriba nombres."
            maxLength={60}
          />
        </FormView>
      )}
    </>
  );
}
