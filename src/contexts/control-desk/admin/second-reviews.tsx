import React, { useState } from 'react';
import { EmptyState, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { readInterrupted } from './parts/interrupted.js';
import { Review } from './parts/review.js';
import type { QueueView } from './views.js';

const TEXTS = {
  second: {
    lead: 'Estos registros salieron en el sorteo para medir la calidad de la revisión. Revíselos como si nadie los hubiera visto: usted no ve el primer resultado. Su resultado no cambia nada por sí mismo.',
    start: 'Hacer segundas revisiones',
    empty: 'No tiene segundas revisiones por hacer.',
  },
  decision: {
    lead: 'Dos personas revisaron estos registros por separado y no dieron el mismo resultado. Decida cuál vale y diga por qué; su decisión sustituye al resultado vigente.',
    start: 'Decidir',
    empty: 'No hay revisiones que no coincidan.',
  },
} as const;

/** Start page of the second reviews, and of the decisions where two reviews disagree (decision 50). */
export default function SecondReviews({ data, post, reload }: ScreenProps<QueueView>) {
  const [interrupted, setInterrupted] = useState(() => readInterrupted(data.page));
  const [reviewing, setReviewing] = useState(interrupted !== undefined);
  const { lead, start, empty } = TEXTS[data.kind === 'decision' ? 'decision' : 'second'];
  const { queue, assigned } = data;
  if (reviewing) {
    return (
      <Review
        data={data}
        post={post}
        interrupted={interrupted}
        leave={() => {
          setReviewing(false);
          setInterrupted(undefined);
          reload();
        }}
      />
    );
  }
  return (
    <>
      <PageHead lead={lead}>
        {queue.length > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setReviewing(true);
            }}
          >
            {`${start} (${assigned.toLocaleString('es-MX')})`}
          </button>
        )}
      </PageHead>
      {queue.length === 0 && <EmptyState>{empty}</EmptyState>}
    </>
  );
}
