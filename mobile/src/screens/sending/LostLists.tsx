import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import type { LostRecords } from '../../storage/lost-records.js';

export interface LostListsProps extends LostRecords {
  readonly registered: boolean;
  readonly onDismiss: () => void;
}

/** The records known to be missing, with what to do; says nothing about any others. */
export function LostLists({ gone, elsewhere, registered, onDismiss }: LostListsProps) {
  return (
    <>
      {gone.length > 0 && (
        <section>
          <h2>Ya no están en este teléfono ({gone.length})</h2>
          <Note kind="bad">
            Este teléfono guardaba estos apoyos sin enviar y ya no los encuentra; la aplicación no puede recuperarlos.{' '}
            {registered ? '' : 'Regístrese de nuevo para saber si el INE recibió alguno. '}
            Avise a la persona aspirante.
          </Note>
          <Folios folios={gone} />
          <Button kind="plain" onPress={onDismiss}>
            Ya avisé: quitar este aviso
          </Button>
        </section>
      )}
      {elsewhere.length > 0 && (
        <section>
          <h2>El INE no los ha recibido ({elsewhere.length})</h2>
          <Note kind="attention">
            Usted captó estos apoyos y el INE sabe de ellos, pero no los ha recibido y no están en este teléfono. Si
            están en otro teléfono, envíelos desde él; si no, avise a la persona aspirante.
          </Note>
          <Folios folios={elsewhere} />
        </section>
      )}
    </>
  );
}

function Folios({ folios }: { readonly folios: readonly string[] }) {
  return (
    <ul className="receipts">
      {folios.map((folio) => (
        <li key={folio}>
          <p className="code">{folio}</p>
        </li>
      ))}
    </ul>
  );
}
