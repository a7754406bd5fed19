import { useEffect, useState } from 'react';
import { create } from 'qrcode';

export interface FolioProofProps {
  readonly folio: string;
  readonly integrityCode: string;
}

/** Folio and integrity code as a QR code to photograph, and the integrity code as text (§8.11, decision 9). */
export default function FolioProof({ folio, integrityCode }: FolioProofProps) {
  const [path, setPath] = useState({ size: 1, d: '' });
  useEffect(() => {
    setPath(qrPath(`Apoyo Ciudadano - INE\nFolio: ${folio}\nCódigo de integridad: ${integrityCode}`));
  }, [folio, integrityCode]);
  return (
    <>
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
    </>
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
