import { lazy, Suspense, useState } from 'react';
import { loadWithRetry } from '../lazy-screen.js';
import type { FolioProofProps } from './FolioProof.js';

const FolioProof = lazy(() => loadWithRetry(() => import('./FolioProof.js')));

/** Draws the QR code of a support only when the details are opened, because a list may contain many. */
export function ProofDetails(proof: FolioProofProps) {
  const [open, setOpen] = useState(false);
  return (
    <details
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>Mostrar el código QR</summary>
      {open && (
        <Suspense fallback={<p role="status">Un momento…</p>}>
          <FolioProof {...proof} />
        </Suspense>
      )}
    </details>
  );
}
