import React from 'react';
import { StateChip } from '../../../../admin/ui/page.js';
import type { PersonRow, RequestRow } from '../request-views.js';

export function RequestChip({ status }: Pick<RequestRow, 'status'>) {
  switch (status) {
    case 'draft':
      return <StateChip tone="process" label="En preparación" />;
    case 'empty':
      return <StateChip tone="attention" label="Falta agregar a las personas" />;
    case 'undecided':
      return <StateChip tone="attention" label="Por resolver" />;
    case 'decided':
      return <StateChip tone="counts" label="Resuelta" />;
    case 'discarded':
      return <StateChip tone="neutral" label="Descartada" />;
  }
}

export function PersonChip({ status }: Pick<PersonRow, 'status'>) {
  switch (status) {
    case 'pending':
      return <StateChip tone="attention" label="Por resolver" />;
    case 'accepted':
      return <StateChip tone="counts" label="Con cuenta" />;
    case 'refused':
      return <StateChip tone="excluded" label="Negada" />;
    case 'withdrawn':
      return <StateChip tone="neutral" label="Retirada" />;
  }
}
