import React, { useEffect, useState, type ReactNode } from 'react';
import { SENDING } from './api.js';

/** Calls `forget` when something is sent, so that an earlier success is not shown beside a later error. */
export function useForgetOnSending(forget: () => void): void {
  useEffect(() => {
    window.addEventListener(SENDING, forget);
    return () => {
      window.removeEventListener(SENDING, forget);
    };
  }, []);
}

/** A message about what was done, on a page that stays open. It disappears when something else is sent. */
export function useNotice(): { readonly view: ReactNode; readonly tell: (text: string) => void } {
  const [text, setText] = useState('');
  useForgetOnSending(() => {
    setText('');
  });
  const view = text !== '' && (
    <div className="notice notice-done" role="status">
      <p>{text}</p>
    </div>
  );
  return { view, tell: setText };
}
