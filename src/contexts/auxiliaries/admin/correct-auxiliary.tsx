import { checkClaveElector, checkCurp, type Problem } from '#electoral/identifiers';
import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, CodeField, ConfirmationField, DateField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { WARNINGS_READ_LABEL } from '../domain/field-labels.js';
import type { CorrectView } from './record-views.js';

/** Corrects any data of an auxiliary, with a reason (§6.4). */
export default function CorrectAuxiliary({ data, post }: ScreenProps<CorrectView>) {
  const { id, idAuxiliar, values, sentences, devices } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/auxiliares/records/${id}/show`;
  const form = useForm({
    initial: values,
    send: post,
    done: () => {
      navigate(back, {
        replace: true,
        state: { done: 'Datos corregidos. Lo que decían antes quedó en el historial.' },
      });
    },
  });
  const fechaNacimiento = form.values['fechaNacimiento'] ?? '';
  const facts = fechaNacimiento === '' ? {} : { fechaNacimiento };
  const firstFault = (problems: readonly Problem[]): string | null => {
    const refused = problems.find(({ severity }) => severity === 'refuse');
    return refused ? (sentences[refused.code]?.replace('{expected}', refused.expected ?? '') ?? null) : null;
  };
  return (
    <>
      <PageHead
        parent={{ label: idAuxiliar, href: back }}
        lead="Lo que decía antes se conserva. La persona aspirante debe recabar de nuevo la responsiva firmada."
      />
      <FormView unmasked form={form} submitLabel="Corregir datos" cancel={<Link to={back}>Volver sin corregir</Link>}>
        <fieldset className="group">
          <legend>Datos personales</legend>
          <TextField form={form} name="nombre" label="Nombre(s)" maxLength={80} />
          <TextField form={form} name="paterno" label="Apellido paterno" maxLength={80} />
          <TextField form={form} name="materno" label="Apellido materno" optional maxLength={80} />
          <DateField form={form} name="fechaNacimiento" label="Fecha de nacimiento" />
          <TextField
            form={form}
            name="telefonoMovil"
            label="Teléfono móvil"
            type="tel"
            help="10 dígitos, con la clave lada."
          />
        </fieldset>
        <fieldset className="group">
          <legend>Credencial para Votar</legend>
          {devices.length > 0 && (
            <p className="quiet">
              Ya registró un dispositivo: si cambia el nombre, la fecha de nacimiento o la clave, su credencial se
              coteja de nuevo.
            </p>
          )}
          <CodeField
            form={form}
            name="claveElector"
            label="Clave de elector"
            help="18 caracteres, al frente de la credencial."
            groups={[6, 6, 2, 1, 3]}
            check={(clave) => firstFault(checkClaveElector(clave, facts))}
          />
          <CodeField
            form={form}
            name="curp"
            label="CURP"
            help="18 caracteres."
            groups={[4, 6, 6, 2]}
            optional
            check={(curp) => firstFault(checkCurp(curp, facts))}
          />
        </fieldset>
        <fieldset className="group">
          <legend>Cuenta para entrar a la aplicación</legend>
          <ChoiceField
            form={form}
            name="emailProvider"
            label="Tipo de cuenta"
            options={[
              ['google', 'Google'],
              ['facebook', 'Facebook'],
            ]}
          />
          <TextField
            form={form}
            name="email"
            label="Correo electrónico"
            type="email"
            inputMode="email"
            help="Si lo cambia, ahí recibirá de nuevo sus datos de acceso; con el anterior ya no podrá entrar."
            maxLength={254}
          />
        </fieldset>
        <fieldset className="group">
          <legend>Motivo</legend>
          <TextArea
            form={form}
            name="reason"
            label="Motivo de la corrección"
            help="Se conserva con lo que cambió, quién lo cambió y cuándo."
          />
        </fieldset>
        <ConfirmationField form={form} name="warningsRead" label={WARNINGS_READ_LABEL} />
      </FormView>
    </>
  );
}
