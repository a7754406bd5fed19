import React, { useState, type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { SelectField, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { Facts, PageHead, Unmasked } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { REVEAL_REASON_LABELS } from '../domain/reveal-reason.js';
import type { RecordView, RevealedData } from './record-views.js';

/** Shows the unmasked data once a reason is given, until the user leaves the page. */
export default function RevealAuxiliary({ data, post }: ScreenProps<RecordView>) {
  const { id, idAuxiliar } = data;
  const back = `/admin/resources/auxiliares/records/${id}/show`;
  const [revealed, setRevealed] = useState<RevealedData>();
  const form = useForm<RevealedData>({ initial: { reason: '', reference: '' }, send: post, done: setRevealed });
  return (
    <>
      <PageHead
        parent={{ label: idAuxiliar, href: back }}
        lead="La consulta queda registrada con su motivo. Los datos se cubren de nuevo al salir de esta página y al imprimirla."
      />
      {revealed ? (
        <section className="panel" aria-label="Datos personales">
          <Facts
            facts={[
              ['Nombre', <Unmasked value={revealed.displayName} masked={data.initials} />],
              ['Fecha de nacimiento', <Unmasked value={revealed.fechaNacimiento.split('-').reverse().join('/')} />],
              ['Correo electrónico', <Unmasked value={revealed.email} masked={data.email} />],
              ['Teléfono móvil', code(revealed.telefonoMovil, `termina en ${data.telefonoMovilEnding}`)],
              ['Clave de elector', code(revealed.claveElector, `termina en ${data.claveElectorEnding}`)],
              ['CURP', revealed.curp === '' ? '—' : code(revealed.curp)],
            ]}
          />
        </section>
      ) : (
        <FormView form={form} submitLabel="Ver datos" cancel={<Link to={back}>Volver sin ver</Link>}>
          <SelectField form={form} name="reason" label="Motivo" options={Object.entries(REVEAL_REASON_LABELS)} />
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

function code(value: string, masked?: string): ReactNode {
  return (
    <span className="code">
      <Unmasked value={value} masked={masked} />
    </span>
  );
}
