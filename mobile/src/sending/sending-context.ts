import type { ServerClock } from '../clock/server-clock.js';
import type { Server } from '../server/api.js';
import type { KeyRing } from '../server/key-ring.js';
import type { Vault } from '../storage/vault.js';

/** Dependencies shared by the parts of the sender. */
export interface SendingContext {
  readonly vault: Vault;
  readonly server: Pick<Server, 'sendSupport' | 'resumeSupport' | 'announce' | 'requestErasure' | 'reportErased'>;
  readonly keys: Pick<KeyRing, 'verifyWith'>;
  readonly clock: Pick<ServerClock, 'deviceMs' | 'lastServerMs'>;
}
