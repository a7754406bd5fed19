/** How far a device's clock may be off before a capture at the edge of the period is flagged. */
export const CAPTURE_TOLERANCE_MS = 10 * 60 * 1000;

export interface CaptureWindow {
  readonly opensAt: Date;
  readonly closesAt: Date;
}

/** Captured outside of the period in force, beyond the tolerance: received, flagged, a class of its own until the OPL decides. */
export function isOutOfPeriod(capturedAt: Date, { opensAt, closesAt }: CaptureWindow): boolean {
  const at = capturedAt.getTime();
  return at < opensAt.getTime() - CAPTURE_TOLERANCE_MS || at > closesAt.getTime() + CAPTURE_TOLERANCE_MS;
}
