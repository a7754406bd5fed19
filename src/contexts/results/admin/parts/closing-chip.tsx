import React from 'react';
import { StateChip } from '../../../../admin/ui/page.js';
import type { ClosingRow } from '../views.js';

export function ClosingChip({ state }: { readonly state: ClosingRow['state'] }) {
  if (state === 'closed') return <StateChip tone="neutral" label="Cerrado" />;
  if (state === 'ready') return <StateChip tone="counts" label="Listo para cerrar" />;
  return <StateChip tone="process" label="Aún no se puede cerrar" />;
}
