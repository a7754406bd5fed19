import type { Lease } from '../../../src/contexts/intake/wire/index.js';

/** What a device may do now (§7.7, §10.5). */
export type LeaseVerdict =
  | { readonly kind: 'may-capture'; readonly until: string }
  | { readonly kind: 'not-open'; readonly opensAt: string }
  /** Nothing new, but what is sealed may still be sent. */
  | { readonly kind: 'only-send'; readonly until: string }
  | { readonly kind: 'over' }
  /** The right to capture has run out without a connection. */
  | { readonly kind: 'must-renew' }
  /** The server's time is unknown, or the clock was set back. */
  | { readonly kind: 'clock-unknown' };

/** @param now the server's time as known; undefined when it is not. */
export function judgeLease({ capture, expiresAt }: Lease, now: Date | undefined): LeaseVerdict {
  if (!now) return { kind: 'clock-unknown' };
  if (now > new Date(capture.graceEndsAt)) return { kind: 'over' };
  if (now >= new Date(capture.closesAt)) return { kind: 'only-send', until: capture.graceEndsAt };
  if (now >= new Date(expiresAt)) return { kind: 'must-renew' };
  if (now < new Date(capture.opensAt)) return { kind: 'not-open', opensAt: capture.opensAt };
  return { kind: 'may-capture', until: capture.closesAt };
}
