import React, { type ReactNode } from 'react';
import { ChoiceField, CodeField, DateField, SelectField, TextArea, TextField } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';
import type { FieldsView } from '../views.js';
import { identifierChecks } from './identifier-checks.js';
import { TakenNotice } from './taken-notice.js';

const ABROAD = ['87', '88'] as const;
const PHONE = '10 dígitos, con la clave lada.';

export interface RegistrationFieldsProps {
  readonly form: Form;
  readonly view: FieldsView;
  /** More fields of group E. */
  readonly children?: ReactNode;
}

/** Groups B to E of §5.1 in their order. */
export function RegistrationFields({ form, view, children }: RegistrationFieldsProps) {
  const checks = identifierChecks(view.sentences);
  const entidadOptions = view.entidades.map(({ key, name }) => [key, name] as const);
  const { credentialTypes } = view;
  return (
    <>
      <TakenNotice form={form} />
      <fieldset className="group">
        <legend>B. Datos personales</legend>
        <TextField form={form} name="nombre" label="Nombre(s)" maxLength={80} />
        <TextField form={form} name="paterno" label="Apellido paterno" maxLength={80} />
        <TextField form={form} name="materno" label="Apellido materno" optional maxLength={80} />
        <SelectField
          form={form}
          name="lugarNacimiento"
          label="Lugar de nacimiento"
          options={[...entidadOptions, [ABROAD[0], 'Extranjero'], [ABROAD[1], 'Extranjero (clave 88)']]}
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
        {form.values['credentialType'] !== 'C' && (
          <CodeField
            form={form}
            name="identificadorCiudadano"
            label="Identificador del ciudadano"
            help="Los últimos 9 dígitos de la primera línea del reverso."
            groups={[3, 3, 3]}
            digitsOnly
            optional
            check={checks.identificadorCiudadano}
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
        {form.values['credentialType'] === 'C' && (
          <CodeField
            form={form}
            name="numeroEmision"
            label="Número de emisión"
            help="2 dígitos, al frente de la credencial."
            groups={[2]}
            digitsOnly
            optional
            check={checks.numeroEmision}
          />
        )}
        <SelectField form={form} name="entidad" label="Entidad" options={entidadOptions} />
        {view.municipalities.length > 0 && form.values['entidad'] === view.ownEntidad ? (
          <SelectField
            form={form}
            name="municipio"
            label="Municipio"
            options={view.municipalities.map(({ key, name }) => [key, name])}
          />
        ) : (
          <TextField form={form} name="municipio" label="Municipio" maxLength={100} />
        )}
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
          missing="Elija la cuenta con la que entra: Google o Facebook."
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
        {children}
        <TextArea form={form} name="observaciones" label="Observaciones" optional />
      </fieldset>
    </>
  );
}
