import { useEffect, useState } from 'react';
import { Note } from '../components/Note.js';
import type { Server } from '../server/api.js';

/** Says when nothing will be taken, and when nothing is (§10.2); without a connection there is nothing to say. */
export function MaintenanceNote({ server }: { readonly server: Server }) {
  const [sentence, setSentence] = useState<string>();
  useEffect(() => {
    let shown = true;
    server.maintenance().then(
      (notice) => {
        if (shown) setSentence(notice?.sentence);
      },
      () => undefined,
    );
    return () => {
      shown = false;
    };
  }, [server]);
  return sentence === undefined ? null : <Note kind="attention">{sentence}</Note>;
}
