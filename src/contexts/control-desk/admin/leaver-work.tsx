import React from 'react';
import type { PanelProps } from '../../../admin/ui/screen.js';
import type { LeaverView } from './leaver-views.js';
import { OpenWorkNotice, SuccessorField } from './parts/leaver.js';

/** In the form that closes an account: what is open, and who takes it (decision 27). */
export default function LeaverWork({ data, form }: PanelProps<LeaverView>) {
  return (
    <>
      <OpenWorkNotice {...data} />
      {form && <SuccessorField form={form} {...data} />}
    </>
  );
}
