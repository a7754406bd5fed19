import { Button } from '../../components/Button.js';
import type { OpenSession } from './open-session.js';

/** How to continue, or whom to ask, if the citizen cannot sign, see or hold still (decision 31). */
export function OfferAssistance({
  session,
  onAssist,
}: {
  readonly session: OpenSession;
  readonly onAssist: () => void;
}) {
  if (session.lease.assisted)
    return (
      <Button kind="plain" onPress={onAssist}>
        No puede firmar, ver o estar quieta: captura asistida
      </Button>
    );
  return (
    <details>
      <summary>¿La persona no puede firmar, ver o estar quieta?</summary>
      <p>
        Existe la captura asistida, con un testigo, pero su OPL no la permite en este proceso. Pregunte a su OPL o llame
        a INETEL, 800 433 2000, antes de continuar.
      </p>
    </details>
  );
}

/** Shown at the photograph step, where the same citizen may already have difficulties. */
export function AnnounceAssistance({ session }: { readonly session: OpenSession }) {
  if (!session.lease.assisted) return null;
  return (
    <details>
      <summary>¿La persona no puede ver, estar quieta o firmar?</summary>
      <p>
        Ayúdela y tome la mejor fotografía posible. En el paso de la firma elija «captura asistida»: un testigo firma
        con ella, y la mesa de control lo sabrá.
      </p>
    </details>
  );
}
