import { ServerClock } from './clock/server-clock.js';
import { Sender } from './sending/sender.js';
import { Server } from './server/api.js';
import { KeyRing } from './server/key-ring.js';
import { openVault } from './storage/open-vault.js';
import type { Vault } from './storage/vault.js';

/** Created once; the screens get them from `useServices`. */
export interface Services {
  readonly vault: Vault;
  readonly server: Server;
  readonly clock: ServerClock;
  readonly keys: KeyRing;
  readonly sender: Sender;
}

export async function openServices(): Promise<Services> {
  const vault = await openVault();
  const server = new Server();
  const clock = new ServerClock(vault);
  await clock.load();
  const keys = new KeyRing(vault, server);
  return { vault, server, clock, keys, sender: new Sender({ vault, server, keys, clock }) };
}
