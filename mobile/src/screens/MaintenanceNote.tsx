import { useEffect, useState } from 'react';
import { Note } from '../components/Note.js';
import type { Server } from '../server/api.js';

/** The current or announced maintenance (§10.2); nothing if there is none or no connection. */
export function MaintenanceNote({ server }: { readonly server: Server }) {
  const [sentence, setSentence] = useState<string>();
  useEffect(() => {
    let isMounted = true;
    server.maintenance().then(
      (notice) => {
        if (isMounted) setSentence(notice?.sentence);
      },
      () => undefined,
    );
    return () => {
      isMounted = false;
    };
  }, [server]);
  return sentence === undefined ? null : <Note kind="attention">{sentence}</Note>;
}
