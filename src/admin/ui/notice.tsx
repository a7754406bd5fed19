import React, { useState, type ReactNode } from 'react';

/** A message about what was done, on a page that stays open. */
export function useNotice(): { readonly view: ReactNode; readonly tell: (text: string) => void } {
  const [text, setText] = useState('');
  const view = text !== '' && (
    <div className="notice notice-done" role="status">
      <p>{text}</p>
    </div>
  );
  return { view, tell: setText };
}
