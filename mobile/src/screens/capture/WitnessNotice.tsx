import type { Lease } from '#electoral/wire';
import { FullNotice } from '../FullNotice.js';

/** The notice for the witness, who gives a name and a signature but was not shown that of the first step (§16). */
export function WitnessNotice({ lease }: { readonly lease: Lease }) {
  return (
    <>
      <p>
        Su nombre y su firma se guardan con el apoyo y se usan solo para verificarlo. Si quiere, antes de firmar lea el
        aviso de privacidad.
      </p>
      <details>
        <summary>Aviso de privacidad</summary>
        <p>{lease.privacyNotice.text}</p>
      </details>
      <FullNotice lease={lease} />
    </>
  );
}
