import { ServerClock } from './clock/server-clock.js';
import { Sender } from './sending/sender.js';
import { Server } from './server/api.js';
import { KeyRing } from './server/key-ring.js';
import { EMBEDDED_ROOT } from './server/settings.js';
import { InterruptedCapture } from './storage/interrupted-capture.js';
import { openVault } from './storage/open-vault.js';
import { VaultUnreadableError } from './storage/vault-unreadable-error.js';
import type { Vault } from './storage/vault.js';
import { Witness } from './storage/witness.js';
import { WitnessedVault } from './storage/witnessed-vault.js';

/** Created once; the screens get them from `useServices`. */
export interface Services {
  readonly vault: Vault;
  readonly witness: Witness;
  readonly interrupted: InterruptedCapture;
  readonly server: Server;
  readonly clock: ServerClock;
  readonly keys: KeyRing;
  readonly sender: Sender;
}

/** @throws VaultUnreadableError */
export async function openServices(): Promise<Services> {
  const witness = new Witness();
  const vault = await openVault()
    .then((stored) => WitnessedVault.over(stored, witness))
    .catch((cause: unknown) => {
      throw new VaultUnreadableError(cause);
    });
  const server = new Server();
  const clock = new ServerClock(vault);
  await clock.load();
  const keys = new KeyRing(vault, server, {
    now: () => clock.nowOrLastKnown(),
    embedded: EMBEDDED_ROOT,
  });
  const interrupted = new InterruptedCapture();
  return { vault, witness, interrupted, server, clock, keys, sender: new Sender({ vault, server, keys, clock }) };
}
