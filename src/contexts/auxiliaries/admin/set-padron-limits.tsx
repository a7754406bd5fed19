import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ConfirmationField, NumberField, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { PadronLimitView } from './rule-views.js';

const LIST = '/admin/pages/consultas-al-padron';

/** DERFE sets the limits on padrón queries of one entidad (decision 28). */
export default function SetPadronLimits({ data, post }: ScreenProps<PadronLimitView>) {
  const { name, perDay, perDayByFile, version, versions } = data;
  const navigate = useNavigate();
  const form = useForm<Pick<PadronLimitView, 'perDay' | 'perDayByFile'>>({
    initial: {
      perDay: perDay.toLocaleString('es-MX'),
      perDayByFile: perDayByFile.toLocaleString('es-MX'),
      reason: '',
    },
    send: (values) => post({ ...values, version }),
    done: (saved) => {
      const changes = [
        changed('uno por uno', perDay, saved.perDay),
        changed('por archivo', perDayByFile, saved.perDayByFile),
      ];
      const done = `Topes de ${name} guardados; rigen desde este momento: ${changes.join('; ')}.`;
      navigate(LIST, { replace: true, state: { done } });
    },
  });
  return (
    <>
      <PageHead
        title={`Consultas al padrón · ${name}`}
        parent={{ label: 'Consultas al padrón', href: LIST }}
        lead="Rigen desde que los guarda y cuentan lo que ya se consultó hoy. Quien llegue al tope no puede registrar más auxiliares hasta el día siguiente (hora centro); el OPL ve los topes."
      />
      <FormView form={form} submitLabel="Guardar topes" cancel={<Link to={LIST}>Volver sin cambios</Link>}>
        <NumberField
          form={form}
          name="perDay"
          label="Registros uno por uno, por persona aspirante y día"
          help="De 1 a 10,000."
          missing="Escriba cuántos registros uno por uno."
          most={10_000}
        />
        <NumberField
          form={form}
          name="perDayByFile"
          label="Filas de archivos, por persona aspirante y día"
          help="De 1 a 1,000,000. Un archivo que no cabe en lo que queda del día se rechaza completo, antes de consultar."
          missing="Escriba cuántas filas de archivos."
          most={1_000_000}
        />
        <TextArea
          form={form}
          name="reason"
          label="Motivo"
          help="Con el oficio que lo solicita, si lo hay. Se conserva en el historial."
          missing="Escriba el motivo."
        />
        <ConfirmationField
          form={form}
          name="belowUse"
          label="Así es: quien ya consultó más que eso espera hasta mañana"
        />
      </FormView>
      {versions.length > 0 && (
        <section className="stack" aria-labelledby="historial">
          <h2 id="historial">Historial</h2>
          <Table
            caption="Historial de los topes, de lo más reciente a lo más antiguo"
            rows={versions}
            keyOf={(one) => String(one.version)}
            columns={[
              {
                heading: 'Fijado (hora centro)',
                cell: ({ at }) => (at === null ? 'Desde el inicio' : <span className="when">{at}</span>),
              },
              { heading: 'Uno por uno', cell: (one) => one.perDay.toLocaleString('es-MX') },
              { heading: 'Filas de archivos', cell: (one) => one.perDayByFile.toLocaleString('es-MX') },
              { heading: 'Motivo', cell: ({ reason }) => (reason === '' ? '—' : reason) },
            ]}
          />
        </section>
      )}
    </>
  );
}

function changed(which: string, ...limits: [before: number, after: number]): string {
  const [from, to] = limits.map((limit) => limit.toLocaleString('es-MX'));
  return `${which}, ${from === to ? `siguen en ${from ?? ''}` : `de ${from ?? ''} a ${to ?? ''}`}`;
}
