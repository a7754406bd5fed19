/** Who performs a use case. Every command and query runs for an actor, at least the anonymous one. */
export interface Actor {
  readonly kind: string;
  /** Stable identifier of the account, device or job; never personal data. */
  readonly id: string;
  /** Shown in the audit trail beside the id, e.g. the role. */
  readonly label: string;
  readonly permissions: ReadonlySet<string>;
  /** The resources the actor may access, by dimension, e.g. `{ entidad: '22' }`; the value `'*'` allows all of them. */
  readonly scope: Scope;
}

/** Identifies an actor without their permissions and scope. */
export type ActorIdentity = Pick<Actor, 'kind' | 'id' | 'label'>;

export type Scope = Readonly<Record<string, string>>;

/** The scope dimensions of one resource, as its handler read them. */
export type ResourceScope = Readonly<Record<string, string>>;

export const EVERYTHING = '*';

/** The scope dimension that decides who may read an audit entry. */
export const TERRITORY = 'entidad';

const NO_PERMISSIONS: ReadonlySet<string> = new Set();

/** An actor without a session. */
export function anonymous(permissions: ReadonlySet<string> = NO_PERMISSIONS): Actor {
  return { kind: 'anonymous', id: 'anonymous', label: 'sin sesión', permissions, scope: {} };
}

/**
 * A shell before sign-in: has every permission, so that it can look up the account. In the audit trail it is an
 * anonymous actor, because no one has been authenticated yet.
 */
export function shellActor(name: string): Actor {
  return { ...systemActor(name), kind: 'anonymous', label: 'sin sesión' };
}

/** A job or an operator's command: has every permission, and its own name in the audit trail. */
export function systemActor(name: string): Actor {
  return {
    kind: 'system',
    id: name,
    label: name,
    permissions: new Set([EVERYTHING]),
    scope: { [EVERYTHING]: EVERYTHING },
  };
}

/**
 * The same actor with one permission instead of their own, for an internal query that a use case runs after it has
 * checked the actor's right to the record. The actor's scope still applies, and the audit trail names the actor.
 */
export function withOnly(actor: Actor, permission: string): Actor {
  return { ...actor, permissions: new Set([permission]) };
}
