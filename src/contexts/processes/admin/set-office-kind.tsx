import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChecksField, ChoiceField, NumberField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { OfficeKindFormView, OfficeKindScope } from './office-kind-views.js';
import { SCOPE_LABELS } from './parts/scope-labels.js';

const LIST = '/admin/resources/tipos-de-cargo';
const SCOPES = Object.entries(SCOPE_LABELS) as [OfficeKindScope, string][];

/** Adds or changes a kind of office (§5.A). */
export default function SetOfficeKind({ data: { entidades, kind }, post }: ScreenProps<OfficeKindFormView>) {
  const navigate = useNavigate();
  const back = kind === null ? LIST : `/admin/pages/tipo-de-cargo?tipo=${kind.key}`;
  const form = useForm({
    initial: {
      label: kind?.label ?? '',
      scope: kind?.scope ?? '',
      everywhere: kind === null || kind.entidades === null ? 'si' : 'no',
      entidades: kind?.entidades?.join(' ') ?? '',
      maxDays: String(kind?.maxDays ?? 120),
      reason: '',
    },
    send: (values) => post({ ...values, version: kind?.version ?? 0 }),
    done: () => {
      const done =
        kind === null
          ? 'Tipo de cargo agregado: los OPL ya lo ven al agregar un cargo.'
          : 'Tipo de cargo cambiado; lo que decía antes quedó en el historial.';
      navigate(back, { replace: true, state: { done } });
    },
  });
  return (
    <>
      <PageHead
        parent={kind === null ? { label: 'Tipos de cargo', href: LIST } : { label: kind.label, href: back }}
        lead={kind === null ? EFFECT_OF_ADDING : effectOfChanging(kind.offices)}
      />
      <FormView
        form={form}
        submitLabel={kind === null ? 'Agregar tipo de cargo' : 'Guardar cambios'}
        cancel={<Link to={back}>Volver sin cambios</Link>}
      >
        <TextField
          form={form}
          name="label"
          label="Nombre"
          help="Como debe leerse en pantallas y documentos, por ejemplo «Sindicatura»."
          missing="Escriba el nombre del tipo de cargo."
          maxLength={100}
        />
        <ChoiceField
          form={form}
          name="scope"
          label="¿Dónde se elige?"
          missing="Elija dónde se elige."
          help={
            kind !== null && kind.offices > 0
              ? 'Ya hay cargos de este tipo: dónde se eligen no puede cambiar.'
              : undefined
          }
          options={SCOPES}
        />
        <ChoiceField
          form={form}
          name="everywhere"
          label="¿En qué entidades existe?"
          missing="Elija en qué entidades existe."
          options={[
            ['si', 'En todas'],
            ['no', 'Solo en algunas'],
          ]}
        />
        {form.values['everywhere'] === 'no' && (
          <ChecksField
            form={form}
            name="entidades"
            label="Entidades"
            missing="Elija al menos una entidad."
            options={entidades}
          />
        )}
        <NumberField
          form={form}
          name="maxDays"
          label="Días que puede durar la captación, como máximo"
          help="De 1 a 730. Un periodo más largo se rechaza, porque suele ser una fecha mal escrita."
          missing="Escriba los días que puede durar la captación, de 1 a 730."
          most={730}
        />
        <TextArea
          form={form}
          name="reason"
          label="Motivo"
          help="Con el acuerdo o la ley que lo establece. Se conserva en el historial."
          missing="Escriba el motivo."
        />
      </FormView>
    </>
  );
}

const EFFECT_OF_ADDING = 'Los OPL de las entidades que elija podrán agregarlo a sus procesos desde este momento.';

function effectOfChanging(offices: number): string {
  const existing =
    offices === 0
      ? 'Todavía no hay cargos de este tipo.'
      : `Hay ${offices.toLocaleString('es-MX')} ${offices === 1 ? 'cargo' : 'cargos'} de este tipo: conservan sus periodos.`;
  return `Rige para los cargos y periodos que se fijen desde ahora. ${existing}`;
}
