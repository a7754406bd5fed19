import React from 'react';
import type { LongJobRecordView } from '../long-jobs/views.js';
import { ChangeView } from '../ui/change.js';
import type { ScreenProps } from '../ui/screen.js';

export default function ChangeLongJob({ data: { title, owner, progress }, post }: ScreenProps<LongJobRecordView>) {
  const changes = {
    cancelar: {
      consequence: `El trabajo «${title}» (${owner}) se detiene y no se puede reanudar. Lo que ya se hizo (${progress.count}) queda guardado.`,
      done: 'Se pidió cancelar el trabajo.',
    },
    reanudar: {
      consequence: `El trabajo «${title}» (${owner}) sigue donde se quedó: ${progress.count}. Nada se hace dos veces.`,
      done: 'El trabajo sigue donde se quedó.',
    },
  };
  return <ChangeView changes={changes} record={title} post={post} />;
}
