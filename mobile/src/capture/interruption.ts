import { loadWithRetry } from '../lazy-screen.js';
import type { Services } from '../services.js';
import { lockOfCapture, type CaptureNote } from '../storage/interrupted-capture.js';
import { owningEnrolment } from '../storage/owning-enrolment.js';
import type { StoredSupport } from './store-support.js';

/** What the phone still knows of a support; the code is absent if the server refused the record. */
type KeptSupport = { readonly deviceId: string } & Pick<StoredSupport, 'folio'> & Partial<StoredSupport>;

/**
 * A capture that was started and neither stored nor ended by the user, or a stored support whose folio was still on the
 * screen.
 */
export interface Interruption {
  readonly note: CaptureNote;
  /** Undefined if the registration is no longer on this phone. */
  readonly aspirant: string | undefined;
  /** Set if the support was stored. */
  readonly stored: KeptSupport | undefined;
}

/** @returns undefined if no capture was interrupted, as far as is known. */
export async function readInterruption({
  vault,
  interrupted,
}: Pick<Services, 'vault' | 'interrupted'>): Promise<Interruption | undefined> {
  const note = interrupted.read();
  if (!note) return undefined;
  const [enrolments, records, receipts, tombstones] = await Promise.all([
    vault.enrolments(),
    vault.records(),
    vault.receipts(),
    vault.tombstones(),
  ]);
  // Loaded only if needed: the menu starts without it.
  const { counterOf } = await loadWithRetry(() => import('#electoral/wire'));
  // A device captures one support at a time and never uses a counter twice.
  const kept: readonly KeptSupport[] = [...records.filter(({ checked }) => checked), ...receipts, ...tombstones];
  const stored = kept.find(({ deviceId, folio }) => deviceId === note.deviceId && counterOf(folio) >= note.counter);
  return {
    note,
    aspirant: owningEnrolment(enrolments, note.deviceId)?.lease.aspirant.name,
    stored,
  };
}

/**
 * Calls `found` as soon as no window is capturing what the note is about.
 * @returns a function that stops waiting.
 */
export function whenInterrupted(
  services: Pick<Services, 'vault' | 'interrupted'>,
  found: (interruption: Interruption) => void,
): () => void {
  const stopped = new AbortController();
  const note = services.interrupted.read();
  if (note) {
    navigator.locks
      .request(lockOfCapture(note.id), { signal: stopped.signal }, async () => {
        const interruption = await readInterruption(services);
        if (interruption?.note.id === note.id && !stopped.signal.aborted) found(interruption);
      })
      // Aborted, or the browser denies locks.
      .catch(() => undefined);
  }
  return () => {
    stopped.abort();
  };
}
