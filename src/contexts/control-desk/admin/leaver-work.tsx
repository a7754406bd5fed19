import React from 'react';
import type { PanelProps } from '../../../admin/ui/screen.js';
import type { LeaverView } from './leaver-views.js';
import { OpenWorkNotice, SuccessorField } from './parts/leaver.js';

/** Part of the form that closes an account: the open records and who takes them over (decision 27). */
export default function LeaverWork({ data, form }: PanelProps<LeaverView>) {
  return (
    <>
      <OpenWorkNotice {...data} />
      {form && <SuccessorField form={form} {...data} />}
    </>
  );
}
