/** Why the keys of the installation are not fit for a capture period (decisions 4 and 22). */
export type CaptureKeyFault = 'root-on-server' | 'backup-unproven' | 'key-set-missing' | 'key-set-expires';

/** The keys with which devices capture. Devices is above this context and provides them. */
export abstract class CaptureKeys {
  /**
   * The gravest fault; undefined if records may be received until that instant. Runs in the transaction of the use case.
   */
  abstract faultUntil(until: Date): Promise<CaptureKeyFault | undefined>;
}
