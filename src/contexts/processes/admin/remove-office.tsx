import React from 'react';
import { ChangeView } from '../../../admin/ui/change.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { OfficeCorrectionView } from './views.js';

export default function RemoveOffice({ data: { process, office }, post }: ScreenProps<OfficeCorrectionView>) {
  return (
    <ChangeView
      record={process.name}
      post={post}
      changes={{
        'quitar-cargo': {
          consequence: `«${office.name}» se quita de ${process.name}: nadie podrá registrarse para ese cargo. Puede agregarse de nuevo.`,
          done: 'Cargo quitado.',
          reasonHelp: 'Queda en la bitácora.',
        },
      }}
    />
  );
}
