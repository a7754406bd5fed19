import React, { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { FilePicker, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { containsPrivateKey } from '../domain/private-key.js';
import { keyDone, type RegisteredKey } from './parts/key-done.js';
import { replacedKey } from './parts/replaced-key.js';
import { ReplacementReason } from './parts/replacement-reason.js';
import type { KeyFormView } from './views.js';

export default function RegisterKey({ data: { process, keyDueAt }, post }: ScreenProps<KeyFormView>) {
  const navigate = useNavigate();
  const record = `/admin/resources/procesos/records/${process.id}`;
  const back = `${record}/show`;
  const [file, setFile] = useState<File>();
  const [refused, setRefused] = useState(false);
  const form = useForm<RegisteredKey>({
    initial: { jwk: '', reason: '' },
    send: post,
    done: (registered) => {
      navigate(`${record}/comprobar-llave`, { replace: true, state: keyDone(registered) });
    },
  });
  /** A private key stays out of the form: it would be sent, kept if the session ends, and readable on the screen. */
  const take = (name: string, text: string): void => {
    const isPrivate = containsPrivateKey(text);
    setRefused(isPrivate);
    if (isPrivate) setFile(undefined);
    form.set(name, isPrivate ? '' : text);
  };
  return (
    <>
      <PageHead
        parent={{ label: process.name, href: back }}
        lead={keyDueAt === null ? undefined : `Debe entregarse a más tardar el ${keyDueAt} (hora centro).`}
      >
        <ScreenLink to="procesos/generar-llaves" recordId={process.id} />
      </PageHead>
      {process.key !== 'missing' && (
        <div className="notice notice-attention">
          <p>
            {process.key === 'untested'
              ? 'Ya hay una llave registrada que no se ha comprobado. Si es la correcta, compruébela en lugar de registrar otra.'
              : `Ya hay una llave comprobada. Cuando registre otra y la compruebe, los resultados de ${process.idProceso} se cifrarán con la nueva y la anterior ya no servirá para abrirlos.`}
          </p>
          {process.key === 'untested' && <ScreenLink to="procesos/comprobar-llave" recordId={process.id} />}
        </div>
      )}
      <FormView
        form={form}
        submitLabel="Registrar llave pública"
        confirm={replacedKey(process)}
        cancel={<Link to={back}>Volver sin registrar</Link>}
      >
        <div className="field">
          <label htmlFor="archivo">Archivo de la llave pública</label>
          <FilePicker
            id="archivo"
            accept=".json,.jwk,application/json"
            aria-describedby="archivo-ayuda"
            chosen={file}
            choose={(chosen) => {
              setFile(chosen);
              void chosen?.text().then((text) => {
                take('jwk', text);
              });
            }}
          />
          <p className="help" id="archivo-ayuda">
            El que preparó el área técnica del OPL. Su contenido aparece abajo, para que lo revise antes de registrarlo.
          </p>
        </div>
        {refused && (
          <p className="field-error" role="alert">
            Esa es la llave privada: no se envió y se quitó de la casilla. Guárdela y no la comparta; elija o pegue aquí
            la pública.
          </p>
        )}
        <TextArea
          form={{ ...form, set: take }}
          name="jwk"
          label="Llave pública"
          help="También puede pegarla aquí. Nunca suba la llave privada."
          code
          rows={7}
        />
        <ReplacementReason form={form} process={process} />
      </FormView>
    </>
  );
}
