import React from 'react';
import { ChoiceField, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { Facts, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { useNotice } from '../../../admin/ui/notice.js';
import type { OtherAspirantRule as Rule, OtherAspirantRuleView } from './rule-views.js';

const RULES: Readonly<Record<Rule, string>> = {
  enter: 'Se registra, marcada para que el OPL la revise',
  refuse: 'No se registra',
};

/** The OPL's rule for a person who would help two aspirants (§6.4). */
export default function OtherAspirantRule({ data, post, reload }: ScreenProps<OtherAspirantRuleView>) {
  const { rule, version, versions, limits } = data;
  const notice = useNotice();
  return (
    <>
      <PageHead lead="Qué pasa cuando una persona aspirante registra como auxiliar a alguien que ya lo es de otra en el mismo proceso. Si se revisa su teléfono, lo deciden las «Reglas de los dispositivos».">
        <ScreenLink to="reglas-de-dispositivos" />
      </PageHead>
      {notice.view}
      <RuleForm
        key={version}
        rule={rule}
        version={version}
        post={post}
        onDone={() => {
          notice.tell('Regla guardada; rige para quienes se registren o corrijan desde ahora.');
          reload();
        }}
      />
      <section className="stack" aria-labelledby="consultas">
        <h2 id="consultas">Consultas al padrón por persona aspirante y día</h2>
        <Facts
          facts={[
            ['Registro uno por uno', `${limits.perDay.toLocaleString('es-MX')} personas`],
            ['Archivos de Excel', `${limits.perDayByFile.toLocaleString('es-MX')} filas`],
            ['Quién las fija', 'La DERFE. Si no alcanzan, solicítelo por oficio.'],
          ]}
        />
      </section>
      {versions.length > 0 && (
        <section className="stack" aria-labelledby="historial">
          <h2 id="historial">Historial</h2>
          <Table
            caption="Historial de la regla, de lo más reciente a lo más antiguo"
            rows={versions}
            keyOf={(one) => String(one.version)}
            columns={[
              {
                heading: 'Fijada (hora centro)',
                cell: ({ at }) => (at === null ? 'Desde el inicio' : <span className="when">{at}</span>),
              },
              { heading: 'Regla', cell: (one) => RULES[one.rule] },
              { heading: 'Motivo', cell: ({ reason }) => (reason === '' ? '—' : reason) },
            ]}
          />
        </section>
      )}
    </>
  );
}

interface RuleFormProps extends Pick<OtherAspirantRuleView, 'rule' | 'version'> {
  readonly post: ScreenProps['post'];
  readonly onDone: () => void;
}

/** Remounted after every change, which clears the reason. */
function RuleForm({ rule, version, post, onDone }: RuleFormProps) {
  const form = useForm({
    initial: { rule, reason: '' },
    send: (values) => post({ ...values, version }),
    done: onDone,
  });
  return (
    <FormView form={form} submitLabel="Guardar regla">
      <ChoiceField
        form={form}
        name="rule"
        label="A esa persona"
        missing="Elija qué pasa con esa persona."
        help={
          form.values['rule'] === 'refuse'
            ? 'A la persona aspirante solo se le dice que pregunte a su OPL. Quienes ya están registrados permanecen.'
            : 'Aparece en «Auxiliares de archivos: por revisar» si llegó en un archivo. A la persona aspirante no se le dice.'
        }
        options={[
          ['enter', RULES.enter],
          ['refuse', RULES.refuse],
        ]}
      />
      <TextArea
        form={form}
        name="reason"
        label="Motivo"
        help="Con el acuerdo que la establece, si lo hay. Se conserva en el historial."
        missing="Escriba el motivo."
      />
    </FormView>
  );
}
