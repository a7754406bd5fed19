import { useSyncExternalStore } from 'react';
import type { Sender } from './sender.js';
import type { SendingView } from './sending-status.js';

/** The state of the sender; renders again when it changes. */
export function useSending(sender: Sender): SendingView {
  return useSyncExternalStore(sender.subscribe, () => sender.view);
}
