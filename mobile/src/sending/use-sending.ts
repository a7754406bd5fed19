import { useSyncExternalStore } from 'react';
import type { Sender, SendingView } from './sender.js';

/** What the sender is doing, as it changes. */
export function useSending(sender: Sender): SendingView {
  return useSyncExternalStore(sender.subscribe, () => sender.view);
}
