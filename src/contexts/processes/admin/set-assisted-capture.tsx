import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { AssistedCaptureFormView } from './views.js';

/** The OPL allows assisted capture and lists the reasons (decision 31). */
export default function SetAssistedCapture({ data, post }: ScreenProps<AssistedCaptureFormView>) {
  const { process, version, history } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/procesos/records/${process.id}/show`;
  const form = useForm({
    initial: { allowed: data.allowed ? 'si' : 'no', reasons: data.reasons.join('\n'), agreement: '' },
    send: (values) => post({ ...values, version }),
    done: () => {
      navigate(back, {
        replace: true,
        state: { done: 'Captura asistida guardada; cada teléfono lo sabrá la próxima vez que se abra con conexión.' },
      });
    },
  });
  const allows = form.values['allowed'] === 'si';
  return (
    <>
      <PageHead
        title="Captura asistida"
        parent={{ label: process.name, href: back }}
        lead="Para quien no puede firmar, ver o mantenerse quieto: pone una marca en lugar de su firma, un testigo da su nombre y firma, y se anota el motivo."
      />
      <FormView form={form} submitLabel="Guardar" cancel={<Link to={back}>Volver sin cambios</Link>}>
        <ChoiceField
          form={form}
          name="allowed"
          label="¿Se permite en este proceso?"
          missing="Elija si se permite en este proceso."
          options={[
            ['no', 'No se permite'],
            ['si', 'Se permite'],
          ]}
        />
        {allows && (
          <>
            <TextArea
              form={form}
              name="reasons"
              label="Motivos que se ofrecen en el teléfono"
              help="Uno por renglón, hasta 12. Cada uno debe entenderse leído en voz alta."
              rows={6}
            />
            <TextField
              form={form}
              name="agreement"
              label="Número de acuerdo"
              help="Como se cita el acuerdo que la permite, por ejemplo IEEQ/CG/A/012/27."
              optional={process.practice}
              maxLength={100}
            />
          </>
        )}
      </FormView>
      {history.length > 0 && (
        <section className="stack" aria-labelledby="historial">
          <h2 id="historial">Historial</h2>
          <Table
            caption="Versiones de la captura asistida"
            rows={history}
            keyOf={(each) => String(each.version)}
            columns={[
              { heading: 'Versión', cell: (each) => each.version },
              { heading: 'Permitida', cell: ({ allowed }) => (allowed ? 'Sí' : 'No') },
              { heading: 'Motivos', cell: ({ reasons }) => reasons.join(' · ') },
              { heading: 'Acuerdo', cell: ({ agreement }) => <span className="code">{agreement}</span> },
              { heading: 'Fijada (hora centro)', cell: ({ at }) => <span className="code">{at}</span> },
            ]}
          />
        </section>
      )}
    </>
  );
}
