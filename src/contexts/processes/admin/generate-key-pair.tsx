import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { newKeyPair, type KeyPair } from '../../../admin/pages/crypto/key-pair.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { keyDone, type RegisteredKey } from './parts/key-done.js';
import { replacedKey } from './parts/replaced-key.js';
import { ReplacementReason } from './parts/replacement-reason.js';
import type { KeyFormView } from './views.js';

/** Generates the OPL's key pair in the browser (§13.1). The private key is saved as a file and never sent. */
export default function GenerateKeyPair({ data: { process, keyDueAt }, post }: ScreenProps<KeyFormView>) {
  const navigate = useNavigate();
  const record = `/admin/resources/procesos/records/${process.id}`;
  const back = `${record}/show`;
  const [pair, setPair] = useState<KeyPair>();
  const [saved, setSaved] = useState(false);
  const form = useForm<RegisteredKey>({
    initial: { reason: '' },
    send: ({ reason }) => post({ jwk: pair?.publicJwk, reason }),
    done: (registered) => {
      navigate(`${record}/comprobar-llave`, { replace: true, state: keyDone(registered) });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: process.name, href: back }}
        lead={
          keyDueAt === null ? undefined : `La llave pública debe entregarse a más tardar el ${keyDueAt} (hora centro).`
        }
      />
      <ol className="steps">
        <li className="panel">
          <h2>Generar el par</h2>
          <p>El par se genera en este equipo. La llave privada nunca se envía al sistema.</p>
          <div className="actions">
            <button
              type="button"
              className={pair ? 'button button-plain' : 'button'}
              onClick={() => {
                setSaved(false);
                void newKeyPair().then(setPair);
              }}
            >
              {pair ? 'Generar otro par' : 'Generar par de llaves'}
            </button>
          </div>
          {pair && (
            <p role="status">
              Par generado. Huella: <span className="code">{pair.thumbprint}</span>
            </p>
          )}
        </li>
        {pair && (
          <li className="panel">
            <h2>Guardar la llave privada</h2>
            <p>
              Guárdela en un medio que quede bajo resguardo del OPL, con una copia en otro lugar. Sin ella nadie podrá
              abrir los resultados de {process.idProceso}, y no hay forma de recuperarla.
            </p>
            <div className="actions">
              <a
                className={saved ? 'button button-plain' : 'button'}
                href={fileOf(pair.privateJwk)}
                download={`llave-privada-${process.idProceso}.json`}
                onClick={() => {
                  setSaved(true);
                }}
              >
                Descargar llave privada
              </a>
            </div>
          </li>
        )}
        {pair && saved && (
          <li className="panel">
            <h2>Registrar la llave pública</h2>
            <p>
              {process.key === 'missing'
                ? `Los resultados de ${process.idProceso} se cifrarán con ella.`
                : `Cuando la compruebe, los resultados de ${process.idProceso} se cifrarán con ella y la llave anterior ya no servirá para abrirlos.`}
            </p>
            <FormView form={form} submitLabel="Registrar llave pública" confirm={replacedKey(process)}>
              <ReplacementReason form={form} process={process} />
            </FormView>
          </li>
        )}
      </ol>
    </>
  );
}

function fileOf(text: string): string {
  return `data:application/json;charset=utf-8,${encodeURIComponent(text)}`;
}
