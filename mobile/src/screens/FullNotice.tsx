import { useEffect, useState } from 'react';
import type { Lease, PrivacyNotice } from '#electoral/wire';
import { useServices } from '../use-services.js';
import { NoticeText } from './NoticeText.js';

/** The full privacy notice, folded; nothing if this phone does not hold the version of the lease (§16.4). */
export function FullNotice({ lease }: { readonly lease: Lease }) {
  const { vault } = useServices();
  const [full, setFull] = useState<PrivacyNotice>();
  useEffect(() => {
    void vault.setting('privacyNotice').then(setFull);
  }, [vault]);
  if (full?.version !== lease.privacyNotice.version) return null;
  return (
    <details>
      <summary>Leer el aviso completo</summary>
      <NoticeText notice={full} />
    </details>
  );
}
