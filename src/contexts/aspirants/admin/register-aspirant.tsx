import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { FileField, SelectField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { EmptyState, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { EMBLEM_TYPES, EMBLEM_HELP } from './parts/emblem-types.js';
import { RegistrationFields } from './parts/registration-fields.js';
import type { RegistrationResult, RegisterView } from './views.js';

/**
 * Groups A to F of §5.1 in their order. The office determines the period; the confirmation sheet is printed after the
 * registration.
 */
export default function RegisterAspirant({ data, post }: ScreenProps<RegisterView>) {
  const { offices, ownEntidad } = data;
  const navigate = useNavigate();
  const form = useForm<RegistrationResult>({
    initial: {
      officeId: offices.length === 1 ? (offices[0]?.id ?? '') : '',
      entidad: ownEntidad,
      emailProvider: 'google',
    },
    draft: 'aspirantes/registrar',
    send: (values, files) => post({ ...values, ...files }),
    done: ({ aspirantId, folio, warnings }) => {
      navigate(`/admin/resources/aspirantes/records/${aspirantId}/show`, {
        replace: true,
        state: { done: `Aspirante registrado con el folio ${folio}. Lo que sigue es validar sus datos.`, warnings },
      });
    },
  });
  const back = '/admin/resources/aspirantes';
  if (offices.length === 0) {
    return (
      <>
        <PageHead parent={{ label: 'Aspirantes', href: back }}>
          <ScreenLink to="procesos/list" label="Ver procesos" primary />
        </PageHead>
        <EmptyState>Para registrar aspirantes hace falta un proceso con al menos un cargo.</EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHead
        parent={{ label: 'Aspirantes', href: back }}
        lead="Lo que escriba se conserva en esta pestaña hasta que lo registre o lo descarte."
      />
      {form.restoredDraft && (
        <div className="notice">
          <p>
            Este es el borrador que dejó sin registrar.{' '}
            <button type="button" className="link" onClick={form.discard}>
              Descartar borrador
            </button>
          </p>
        </div>
      )}
      <FormView wide form={form} submitLabel="Registrar aspirante" cancel={<Link to={back}>Volver a la lista</Link>}>
        <fieldset className="group">
          <legend>A. Cargo y periodo</legend>
          <SelectField
            form={form}
            name="officeId"
            label="Cargo al que aspira"
            help="El periodo de captación es el del cargo."
            options={offices.map(({ id, label }) => [id, label])}
          />
        </fieldset>
        <RegistrationFields form={form} view={data}>
          <FileField
            form={form}
            name="emblema"
            label="Emblema"
            help={`${EMBLEM_HELP} Se ve en la aplicación.`}
            accept={EMBLEM_TYPES}
            optional
          />
        </RegistrationFields>
        <fieldset className="group">
          <legend>F. Cédula de confirmación</legend>
          <p>
            Al registrar, el sistema asigna el folio. Después se validan los datos, se imprime la Cédula para recabar la
            firma y se sube firmada. La persona aspirante no recibe nada hasta que usted confirme el registro.
          </p>
        </fieldset>
      </FormView>
    </>
  );
}
