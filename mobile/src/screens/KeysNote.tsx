import { useEffect, useState } from 'react';
import { formatTime } from '../clock/format-time.js';
import { Note } from '../components/Note.js';
import type { KeyRing } from '../server/key-ring.js';

/** Warns before the stored keys expire: no capture starts with expired ones. */
export function KeysNote({ keys }: { readonly keys: Pick<KeyRing, 'expiresSoon'> }) {
  const [expiresAt, setExpiresAt] = useState<string>();
  useEffect(() => {
    let isMounted = true;
    keys.expiresSoon().then(
      (instant) => {
        if (isMounted) setExpiresAt(instant);
      },
      () => undefined,
    );
    return () => {
      isMounted = false;
    };
  }, [keys]);
  if (expiresAt === undefined) return null;
  return (
    <Note kind="attention">
      <p>Las llaves con que este teléfono protege los apoyos vencen el {formatTime(expiresAt)}.</p>
      <p className="secondary">
        Para renovarlas, entre a «Captura de Datos» con conexión. Si vencen no podrá empezar otra captura; los apoyos
        guardados se conservan. Si este aviso sigue, llame a INETEL, 800 433 2000.
      </p>
    </Note>
  );
}
