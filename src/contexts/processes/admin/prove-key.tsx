import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { openTestPackage, ResultsFileError } from '../../../admin/pages/crypto/results-file.js';
import { FileField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { EmptyState, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { KeyTestView } from './views.js';

/** Opens the test package in the browser. The private key is not sent; only what the package contained is (§13.1). */
export default function ProveKey({ data: { process, key }, post }: ScreenProps<KeyTestView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/procesos/records/${process.id}/show`;
  const form = useForm({
    initial: {},
    send: async (_, files) => {
      try {
        const proof = await openTestPackage(key?.testPackage ?? '', (await files['proof']?.text()) ?? '');
        return await post({ keyId: key?.keyId, proof });
      } catch (error) {
        if (!(error instanceof ResultsFileError)) throw error;
        const fault = { code: 'KEY_NOT_OPENED', field: 'proof', detail: error.message };
        return { ok: false, problem: { status: 422, errors: [fault] } };
      }
    },
    done: () => {
      const done = `Llave comprobada. Los resultados de ${process.idProceso} se cifrarán con ella.`;
      navigate(back, { replace: true, state: { done } });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: process.name, href: back }}
        lead="La llave privada se usa solo en este equipo: no se envía ni se guarda."
      />
      {key === null ? (
        <EmptyState action={<ScreenLink to="procesos/registrar-llave" recordId={process.id} primary />}>
          No hay ninguna llave por comprobar. Registre la llave pública del OPL; después se comprueba aquí.
        </EmptyState>
      ) : (
        <>
          <p>
            El sistema cifró un texto de prueba con la llave pública registrada, de huella{' '}
            <span className="code">{key.thumbprint}</span>. Si su llave privada lo abre, también abrirá los resultados.
            Mientras no se compruebe, la captación no abre y los resultados no pueden entregarse.
          </p>
          <FormView form={form} submitLabel="Comprobar llave" cancel={<Link to={back}>Volver sin comprobar</Link>}>
            <FileField
              form={form}
              name="proof"
              label="Archivo de la llave privada del OPL"
              help={`El que guardó al generar el par; empieza con «llave-privada-${process.idProceso}».`}
              accept=".json,.jwk,application/json"
            />
          </FormView>
        </>
      )}
    </>
  );
}
