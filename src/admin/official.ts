import { isPermitted } from '../kernel/access/access.js';
import type { Actor } from '../kernel/access/actor.js';
import type { Clock } from '../kernel/clock/clock.js';
import type { FieldCipher } from '../kernel/crypto/field-cipher.js';
import { decryptSearch, encryptSearch } from '../kernel/lists/search-cipher.js';
import type { Dispatcher } from '../kernel/messaging/dispatcher.js';
import type { KernelCommand, KernelQuery } from '../kernel/messaging/specs.js';
import type { OfficialSession } from './official-sessions.js';

/** The signed-in official of one request. Screens run every query and command as this actor. */
export class Official {
  constructor(
    readonly session: OfficialSession,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly requestId: string,
  ) {}

  get actor(): Actor {
    return this.session.actor;
  }

  now(): Date {
    return this.clock.now();
  }

  may(permission: string): boolean {
    return isPermitted(this.actor, permission);
  }

  /** @throws DomainError ACCESS.FORBIDDEN; the refusal is audited. */
  require(permission: string): Promise<void> {
    return this.dispatcher.admit(this.actor, permission, this.requestId);
  }

  /** Encrypts search text, so that no personal data appears in a URL. */
  encryptSearch(text: string): Promise<string> {
    return encryptSearch(this.cipher, this.actor.id, text);
  }

  decryptSearch(encrypted: string): Promise<string | null> {
    return decryptSearch(this.cipher, this.actor.id, encrypted);
  }

  ask<Result>(query: KernelQuery<object, Result>): Promise<Result> {
    return this.dispatcher.ask(this.actor, query, this.requestId);
  }

  run<Result>(command: KernelCommand<object, Result>): Promise<Result> {
    return this.dispatcher.run(this.actor, command, this.requestId);
  }
}
