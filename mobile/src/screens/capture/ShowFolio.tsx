import { useEffect, useState } from 'react';
import { create } from 'qrcode';
import type { StoredSupport } from '../../capture/store-support.js';
import { Button } from '../../components/Button.js';
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
  const [path, setPath] = useState({ size: 1, d: '' });
  useEffect(() => {
    setPath(qrPath(`Apoyo Ciudadano - INE\nFolio: ${folio}\nCódigo de integridad: ${integrityCode}`));
  }, [folio, integrityCode]);
  return (
    <Screen title="Apoyo guardado" actions={<Button onPress={onContinue}>Continuar</Button>}>
      <p className="folio code">{folio}</p>
      <svg
        className="qr"
        viewBox={`-4 -4 ${path.size + 8} ${path.size + 8}`}
        role="img"
        aria-label="Código QR con el folio y el código de integridad"
        shapeRendering="crispEdges"
      >
        <rect x="-4" y="-4" width={path.size + 8} height={path.size + 8} fill="#fff" />
        <path d={path.d} fill="#000" />
      </svg>
      <p className="code integrity" aria-label="Código de integridad">
        {integrityCode.replace(/(.{8})/g, '$1 ').trim()}
      </p>
      <p>
        La persona puede fotografiar esta pantalla: el código lleva su folio y el código de integridad de su registro.
      </p>
      <Note kind="good" live>
        {storedSentence(view, folio, { online, received })}
      </Note>
    </Screen>
  );
}

function qrPath(text: string): { size: number; d: string } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  let d = '';
  modules.data.forEach((dark, index) => {
    if (dark) d += `M${String(index % modules.size)} ${String(Math.floor(index / modules.size))}h1v1h-1z`;
  });
  return { size: modules.size, d };
}
