import React from 'react';
import { useNavigate } from 'react-router-dom';
import { ChoiceField, NumberField, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { PolicyView } from './views.js';

/** Enrolment policy of an OPL (decision 24). */
export default function DeviceRules({ data, post }: ScreenProps<PolicyView>) {
  const navigate = useNavigate();
  const form = useForm({
    initial: {
      onMismatch: data.onMismatch,
      devicesAllowed: String(data.devicesAllowed),
      secondAspirant: data.secondAspirant ? 'si' : 'no',
      unattestedAllowed: data.unattestedAllowed === null ? '' : String(data.unattestedAllowed),
      unsentKeptDays: String(data.unsentKeptDays),
      reason: '',
    },
    send: (values) => post({ ...values, version: data.version }),
    done: () => {
      navigate('/admin/resources/dispositivos', {
        state: { done: 'Reglas guardadas; rigen para los registros que lleguen desde ahora.' },
      });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: 'Dispositivos por revisar', href: '/admin/resources/dispositivos' }}
        lead={data.version === 0 ? 'Rigen las reglas iniciales.' : `Versión ${String(data.version)} de las reglas.`}
      />
      <FormView form={form} submitLabel="Guardar reglas">
        <ChoiceField
          form={form}
          name="onMismatch"
          label="Si la credencial o las imágenes no coinciden con lo registrado"
          missing="Elija qué se hace si no coinciden con lo registrado."
          options={[
            ['review', 'Puede captar mientras el OPL revisa'],
            ['block', 'No puede captar hasta que el OPL lo reactive'],
          ]}
        />
        <NumberField
          form={form}
          name="devicesAllowed"
          label="Dispositivos por persona auxiliar"
          help="De 1 a 5. Al registrar uno más, el más antiguo deja de captar; lo que ya guardó se puede enviar."
          most={5}
        />
        <ChoiceField
          form={form}
          name="secondAspirant"
          label="El teléfono de quien es auxiliar de dos personas aspirantes del mismo proceso"
          help="Si esa persona se registra o no, lo decide «Auxiliares de dos aspirantes y consultas al padrón»."
          missing="Elija qué se hace con el teléfono de quien es auxiliar de dos personas aspirantes."
          options={[
            ['no', 'El OPL lo revisa'],
            ['si', 'Se permite'],
          ]}
        />
        <NumberField
          form={form}
          name="unattestedAllowed"
          label="Dispositivos sin comprobación de fábrica por persona aspirante"
          help="Déjelo vacío para no poner límite. Los que lo superen pasan a revisión."
          least={0}
          most={100_000}
          optional
        />
        <NumberField
          form={form}
          name="unsentKeptDays"
          label="Días que un apoyo no enviado se conserva en el dispositivo"
          help="De 1 a 365, contados desde que termina el plazo para enviar. Después, el dispositivo lo borra y conserva solo su folio y el motivo."
          most={365}
        />
        <TextArea
          form={form}
          name="reason"
          label="Motivo"
          help="Con el acuerdo que las establece, si lo hay. Se conserva en el historial."
          missing="Escriba el motivo."
        />
      </FormView>
      {data.versions.length > 0 && (
        <section className="stack" aria-labelledby="historial">
          <h2 id="historial">Historial</h2>
          <Table
            caption="Historial de las reglas, de lo más reciente a lo más antiguo"
            rows={data.versions}
            keyOf={({ version }) => String(version)}
            columns={[
              { heading: 'Fijadas (hora centro)', cell: ({ at }) => <span className="when">{at}</span> },
              { heading: 'Reglas', cell: ({ rules }) => rules.join(' ') },
              { heading: 'Motivo', cell: ({ reason }) => (reason === '' ? '—' : reason) },
            ]}
          />
        </section>
      )}
    </>
  );
}
