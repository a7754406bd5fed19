/** Why the keys of the installation are not fit for a capture period (decisions 4 and 22). */
export type CaptureKeyFault = 'root-on-server' | 'backup-unproven' | 'key-set-missing' | 'key-set-expires';

/**
 * The keys that devices need to capture. The context `devices` depends on this one, so it provides the implementation.
 */
export abstract class CaptureKeys {
  /**
   * The most serious fault; undefined if records may be received until that instant. Runs in the transaction of the use
   * case.
   */
  abstract faultBefore(until: Date): Promise<CaptureKeyFault | undefined>;
}
