import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, DateField, NumberField, SelectField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { MAX_ELECTORS } from '../domain/threshold-rule.js';
import { RulePreview } from './parts/rule-preview.js';
import { ROUNDING_LABELS, UNIT_LABELS, valuesOf } from './parts/rule-form.js';
import type { RuleFormView } from './views.js';

export default function SetRule({ data, post }: ScreenProps<RuleFormView>) {
  const { process, office, templates, units, current, history } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/procesos/records/${process.id}/show`;
  const verb = current ? 'Modificar umbral' : 'Fijar umbral';
  const form = useForm<{ version: number }>({
    initial: { template: '', agreement: '', reason: '', sample: '', ...valuesOf(current?.rule) },
    send: (values) => post({ ...values, ...(current && { version: current.version }) }),
    done: ({ version }) => {
      navigate(back, { replace: true, state: { done: `Umbral de ${office.name} fijado; es la versión ${version}.` } });
    },
  });
  const { values, set } = form;
  const chosen = templates.find(({ key }) => key === values['template']);
  const applyTemplate = (name: string, key: string): void => {
    set(name, key);
    const template = templates.find((candidate) => candidate.key === key);
    if (!template) return;
    const { cutOff: _, ...applied } = valuesOf(template.rule);
    for (const [field, value] of Object.entries(applied)) set(field, value);
  };
  return (
    <>
      <PageHead title={verb} parent={{ label: process.name, href: back }} lead={office.name} />
      <FormView form={form} submitLabel={verb} cancel={<Link to={back}>Volver sin cambios</Link>}>
        <SelectField
          form={{ ...form, set: applyTemplate }}
          name="template"
          label="Partir de un ejemplo"
          help={
            chosen && chosen.note !== ''
              ? chosen.note
              : 'Llena los campos de abajo con la regla de otra ley, para ajustarla.'
          }
          optional
          options={templates.map(({ key, label }) => [key, label])}
        />
        <ChoiceField
          form={form}
          name="kind"
          label="Apoyos que se piden"
          options={[
            ['share', 'Un porcentaje de la lista nominal'],
            ['fixed', 'Un número fijo'],
          ]}
        />
        {values['kind'] === 'fixed' ? (
          <NumberField form={form} name="supports" label="Número de apoyos" most={MAX_ELECTORS} />
        ) : (
          <>
            <TextField
              form={form}
              name="percent"
              label="Porcentaje de la lista nominal"
              help="Por ejemplo 2 o 1.5."
              maxLength={6}
            />
            <SelectField form={form} name="rounding" label="Redondeo" options={Object.entries(ROUNDING_LABELS)} />
          </>
        )}
        <DateField form={form} name="cutOff" label="Fecha de corte de la lista nominal" optional />
        <ChoiceField
          form={form}
          name="dispersed"
          label="Dispersión"
          options={[
            ['no', 'No se pide'],
            ['si', 'Un mínimo en varios lugares'],
          ]}
        />
        {values['dispersed'] === 'si' && (
          <>
            <SelectField
              form={form}
              name="unit"
              label="Lugares"
              options={Object.entries(UNIT_LABELS).map(([key, [, plural]]) => [key, capitalise(plural)] as const)}
            />
            <ChoiceField
              form={form}
              name="unitsKind"
              label="En cuántos"
              options={[
                ['share', 'En una parte de ellos'],
                ['count', 'En un número de ellos'],
              ]}
            />
            {values['unitsKind'] === 'count' ? (
              <NumberField form={form} name="unitsCount" label="Número de lugares" most={10_000} />
            ) : (
              <TextField
                form={form}
                name="unitsPercent"
                label="Porcentaje de los lugares"
                help="La mitad es 50."
                maxLength={6}
              />
            )}
            <TextField
              form={form}
              name="minimumPercent"
              label="Porcentaje mínimo en cada lugar"
              help="De la lista nominal de ese lugar."
              maxLength={6}
            />
            <SelectField
              form={form}
              name="minimumRounding"
              label="Redondeo del mínimo"
              options={Object.entries(ROUNDING_LABELS)}
            />
          </>
        )}
        <RulePreview form={form} units={units} />
        <TextField
          form={form}
          name="agreement"
          label="Número de acuerdo"
          help="Como se cita el acuerdo que fija el umbral, por ejemplo IEEQ/CG/A/012/27."
          optional={process.practice}
          maxLength={100}
        />
        {current && <TextArea form={form} name="reason" label="Motivo del cambio" help="Queda en el historial." />}
      </FormView>
      {history.length > 0 && (
        <section className="stack" aria-labelledby="historial">
          <h2 id="historial">Historial</h2>
          <Table
            caption="Versiones del umbral"
            rows={history}
            keyOf={({ version }) => String(version)}
            columns={[
              { heading: 'Versión', cell: ({ version }) => version },
              { heading: 'Umbral', cell: ({ sentence }) => sentence },
              { heading: 'Acuerdo', cell: ({ agreement }) => <span className="code">{agreement}</span> },
              { heading: 'Motivo', cell: ({ reason }) => reason },
              { heading: 'Fijada (hora centro)', cell: ({ at }) => <span className="code">{at}</span> },
            ]}
          />
        </section>
      )}
    </>
  );
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
