import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ConfirmationField, SelectField, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { Facts, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { ACCESS_CHECKED } from '../domain/corrections.js';
import { RegistrationFields } from './parts/registration-fields.js';
import type { CorrectionResult, CorrectView } from './views.js';

/** Corrects a registration; after the confirmation a reason is required (§5.B–F). */
export default function CorrectAspirant({ data, post }: ScreenProps<CorrectView>) {
  const { id, name, status, version, values, offices, idProceso, office } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/aspirantes/records/${id}/show`;
  const confirmed = status === 'confirmed';
  const form = useForm<CorrectionResult>({
    initial: { ...values, version: String(version) },
    send: post,
    done: ({ version: created, warnings }) => {
      navigate(back, {
        replace: true,
        state: { done: `Datos corregidos: quedó la versión ${String(created)}. Lo que sigue es validarla.`, warnings },
      });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: name, href: back }}
        lead={
          confirmed
            ? 'El registro sigue confirmado. La Cédula se imprime con su nueva versión y se firma otra vez. Si cambia el correo, la persona entra con el anterior hasta que usted valide los datos y suba la Cédula firmada; si perdió su cuenta, hágalo el mismo día.'
            : 'Después de corregir, los datos se validan de nuevo y la Cédula se imprime con su nueva versión.'
        }
      />
      <FormView unmasked form={form} submitLabel="Corregir datos" cancel={<Link to={back}>Volver sin corregir</Link>}>
        <fieldset className="group">
          <legend>A. Cargo y periodo</legend>
          {confirmed ? (
            <>
              <Facts
                facts={[
                  ['Proceso', <span className="code">{idProceso}</span>],
                  ['Cargo', office],
                ]}
              />
              <p className="quiet">
                El proceso y el cargo no cambian después de confirmar. Si son otros, retire este registro y registre a
                la persona de nuevo.
              </p>
            </>
          ) : (
            <SelectField
              form={form}
              name="officeId"
              label="Cargo al que aspira"
              help={`Otro cargo del mismo proceso. Si el proceso es otro, ${data.canBeAnnulled ? 'anule' : 'retire'} este registro y registre a la persona en él.`}
              options={offices.map(({ id: officeId, label }) => [officeId, label])}
            />
          )}
        </fieldset>
        <RegistrationFields form={form} view={data} />
        <fieldset className="group">
          <legend>Motivo</legend>
          <TextArea
            form={form}
            name="reason"
            label="Motivo de la corrección"
            help="Se conserva con lo que cambió, quién lo cambió y cuándo."
            optional={!confirmed}
          />
        </fieldset>
        <ConfirmationField
          form={form}
          name={ACCESS_CHECKED}
          label={`Comprobé letra por letra que la cuenta nueva es ${form.values['email'] ?? ''}`}
        />
      </FormView>
    </>
  );
}
