import React from 'react';
import { StateChip } from '../../../../admin/ui/page.js';
import type { ClosingRow } from '../views.js';

export function ClosingChip({ state }: { readonly state: ClosingRow['state'] }) {
  if (state === 'closed') return <StateChip tone="neutral" word="Cerrado" />;
  if (state === 'ready') return <StateChip tone="counts" word="Listo para cerrar" />;
  return <StateChip tone="process" word="Aún no se puede cerrar" />;
}
