import React from 'react';
import { StateChip } from '../../../../admin/ui/page.js';
import type { OfficialRow } from '../views.js';

export function StatusChip({ status, declared }: Pick<OfficialRow, 'status' | 'declared'>) {
  switch (status) {
    case 'pending':
      return declared ? (
        <StateChip tone="attention" word="Declaratoria por aceptar" />
      ) : (
        <StateChip tone="process" word="Espera su Declaratoria" />
      );
    case 'active':
      return <StateChip tone="counts" word="Activa" />;
    case 'suspended':
      return <StateChip tone="excluded" word="Suspendida" />;
    case 'closed':
      return <StateChip tone="neutral" word="Cerrada" />;
  }
}
