import { useEffect, useState } from 'react';
import type { StoredSupport } from '../../capture/store-support.js';
import { Button } from '../../components/Button.js';
import FolioProof from '../../components/FolioProof.js';
import { Note } from '../../components/Note.js';
import { Screen } from '../../components/Screen.js';
import { storedSentence } from '../../sending/sentence.js';
import { useSending } from '../../sending/use-sending.js';
import { useOnline } from '../../use-online.js';
import { useServices } from '../../use-services.js';

export interface ShowFolioProps {
  readonly support: StoredSupport;
  readonly onContinue: () => void;
}

/** The folio, and a QR code that a citizen without e-mail may photograph (§8.11, decision 9). */
export function ShowFolio({ support: { folio, integrityCode }, onContinue }: ShowFolioProps) {
  const { sender, vault } = useServices();
  const view = useSending(sender);
  const online = useOnline();
  const [received, setReceived] = useState(false);
  useEffect(() => {
    if (view.state === 'sending') return;
    void vault.receipts().then((receipts) => {
      setReceived(receipts.some((receipt) => receipt.folio === folio));
    });
  }, [vault, folio, view]);
  return (
    <Screen title="Apoyo guardado" actions={<Button onPress={onContinue}>Continuar</Button>}>
      <p className="folio code">{folio}</p>
      <FolioProof folio={folio} integrityCode={integrityCode} />
      <p>
        La persona puede fotografiar esta pantalla: el código lleva su folio y el código de integridad de su registro.
      </p>
      <Note kind="good" live>
        {storedSentence(view, folio, { online, received })}
      </Note>
    </Screen>
  );
}
