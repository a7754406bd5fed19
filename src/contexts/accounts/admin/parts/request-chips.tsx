import React from 'react';
import { StateChip } from '../../../../admin/ui/page.js';
import type { PersonRow, RequestRow } from '../request-views.js';

export function SituationChip({ situation }: Pick<RequestRow, 'situation'>) {
  switch (situation) {
    case 'draft':
      return <StateChip tone="process" word="En preparación" />;
    case 'to-decide':
      return <StateChip tone="attention" word="Por resolver" />;
    case 'decided':
      return <StateChip tone="counts" word="Resuelta" />;
    case 'discarded':
      return <StateChip tone="neutral" word="Descartada" />;
  }
}

export function PersonChip({ status }: Pick<PersonRow, 'status'>) {
  switch (status) {
    case 'pending':
      return <StateChip tone="attention" word="Por resolver" />;
    case 'accepted':
      return <StateChip tone="counts" word="Con cuenta" />;
    case 'refused':
      return <StateChip tone="excluded" word="Negada" />;
    case 'withdrawn':
      return <StateChip tone="neutral" word="Retirada" />;
  }
}
