import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, CodeField, DateField, SelectField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { Verb } from '../../../admin/ui/frame.js';
import { Empty, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { identifierChecks } from './parts/identifier-checks.js';
import type { Registered, RegisterView } from './views.js';

const ABROAD = ['87', '88'] as const;

/** Groups A to F of §5.1, in their order: the period comes with the office, the sheet once it is registered. */
export default function RegisterAspirant({ data, post }: ScreenProps<RegisterView>) {
  const { offices, entidades, credentialTypes, ownEntidad, sentences } = data;
  const navigate = useNavigate();
  const form = useForm<Registered>({
    initial: {
      officeId: offices.length === 1 ? (offices[0]?.id ?? '') : '',
      entidad: ownEntidad,
      emailProvider: 'google',
    },
    draft: 'aspirantes/registrar',
    send: post,
    done: ({ aspirantId, folio, warnings }) => {
      navigate(`/admin/resources/aspirantes/records/${aspirantId}/show`, {
        replace: true,
        state: { done: `Aspirante registrado con el folio ${folio}. Lo que sigue es imprimir la Cédula.`, warnings },
      });
    },
  });
  const checks = identifierChecks(sentences);
  const places = entidades.map(({ key, name }) => [key, name] as const);
  const back = '/admin/resources/aspirantes';
  if (offices.length === 0) {
    return (
      <>
        <PageHead above={{ label: 'Aspirantes', href: back }} />
        <Empty action={<Verb to="procesos/list" label="Ver procesos" primary />}>
          Para registrar aspirantes hace falta un proceso con al menos un cargo.
        </Empty>
      </>
    );
  }
  return (
    <>
      <PageHead
        above={{ label: 'Aspirantes', href: back }}
        lead="Lo que escriba se conserva en esta pestaña hasta que lo registre o lo descarte."
      />
      {form.fromDraft && (
        <div className="notice">
          <p>
            Este es el borrador que dejó sin registrar.{' '}
            <button type="button" className="link" onClick={form.discard}>
              Descartar borrador
            </button>
          </p>
        </div>
      )}
      <FormView form={form} verb="Registrar aspirante" cancel={<Link to={back}>Volver a la lista</Link>}>
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
        <fieldset className="group">
          <legend>B. Datos personales</legend>
          <TextField form={form} name="nombre" label="Nombre(s)" maxLength={80} />
          <TextField form={form} name="paterno" label="Apellido paterno" maxLength={80} />
          <TextField form={form} name="materno" label="Apellido materno" optional maxLength={80} />
          <SelectField
            form={form}
            name="lugarNacimiento"
            label="Lugar de nacimiento"
            options={[...places, [ABROAD[0], 'Extranjero'], [ABROAD[1], 'Extranjero (clave 88)']]}
          />
          <DateField form={form} name="fechaNacimiento" label="Fecha de nacimiento" />
          <ChoiceField
            form={form}
            name="genero"
            label="Género"
            options={[
              ['M', 'Mujer'],
              ['H', 'Hombre'],
              ['NB', 'No binario'],
              ['X', 'X, como en la credencial'],
            ]}
          />
          <p className="quiet">Escriba al menos un teléfono.</p>
          <TextField form={form} name="telefonoMovil" label="Teléfono móvil" type="tel" help={PHONE} optional />
          <TextField
            form={form}
            name="telefonoDomicilio"
            label="Teléfono de domicilio"
            type="tel"
            help={PHONE}
            optional
          />
          <TextField form={form} name="telefonoOficina" label="Teléfono de oficina" type="tel" help={PHONE} optional />
        </fieldset>
        <fieldset className="group">
          <legend>C. Credencial para Votar</legend>
          <SelectField
            form={form}
            name="credentialType"
            label="Tipo de credencial"
            options={credentialTypes.map(({ key, label }) => [key, label])}
          />
          <CodeField
            form={form}
            name="claveElector"
            label="Clave de elector"
            help="18 caracteres, al frente de la credencial."
            groups={[6, 6, 2, 1, 3]}
            check={checks.claveElector(form.values)}
          />
          {form.values['credentialType'] !== 'C' && (
            <CodeField
              form={form}
              name="cic"
              label="CIC"
              help="9 dígitos, al reverso, después de «IDMEX»."
              groups={[3, 3, 3]}
              digitsOnly
              check={checks.cic}
            />
          )}
          <CodeField
            form={form}
            name="ocr"
            label="OCR"
            help="13 dígitos, al reverso."
            groups={[4, 3, 3, 3]}
            digitsOnly
            optional={form.values['credentialType'] !== 'C'}
            check={checks.ocr}
          />
          <SelectField form={form} name="entidad" label="Entidad" options={places} />
          <TextField form={form} name="municipio" label="Municipio" maxLength={100} />
          <CodeField
            form={form}
            name="seccion"
            label="Sección electoral"
            help="4 dígitos, por ejemplo 0412."
            groups={[4]}
            digitsOnly
            check={checks.seccion}
          />
        </fieldset>
        <fieldset className="group">
          <legend>D. Acceso al portal</legend>
          <TextField
            form={form}
            name="email"
            label="Correo electrónico"
            type="email"
            help="El de su cuenta de Google o Facebook; ahí recibirá el folio."
            maxLength={254}
          />
          <ChoiceField
            form={form}
            name="emailProvider"
            label="Vinculado a"
            options={[
              ['google', 'Google'],
              ['facebook', 'Facebook'],
            ]}
          />
        </fieldset>
        <fieldset className="group">
          <legend>E. Recepción del expediente</legend>
          <DateField form={form} name="fechaManifestacion" label="Fecha de manifestación" />
          <TextField form={form} name="numeroOficio" label="Número de oficio o referencia" maxLength={60} />
          <TextField form={form} name="folioInterno" label="Folio interno" maxLength={60} />
          <TextArea form={form} name="observaciones" label="Observaciones" optional />
        </fieldset>
        <fieldset className="group">
          <legend>F. Cédula de confirmación</legend>
          <p>
            Al registrar, el sistema asigna el folio y prepara la Cédula para imprimirla y recabar la firma. La persona
            aspirante no recibe nada hasta que usted confirme el registro.
          </p>
        </fieldset>
      </FormView>
    </>
  );
}

const PHONE = '10 dígitos, con la clave lada.';
