/** Who asks. Every command and query is run for an actor; there is no anonymous way round. */
export interface Actor {
  readonly kind: string;
  /** Stable identifier of the account, device or job; never personal data. */
  readonly id: string;
  /** What the audit trail shows beside the id, e.g. the role. */
  readonly label: string;
  readonly permissions: ReadonlySet<string>;
  /** The part of the world the actor may touch; `'*'` for a key means all of it. */
  readonly scope: Scope;
}

/** Who an actor is, without what they may do. */
export type ActorIdentity = Pick<Actor, 'kind' | 'id' | 'label'>;

export type Scope = Readonly<Record<string, string>>;

/** What a resource belongs to, as its handler found it. */
export type ResourceScope = Readonly<Record<string, string>>;

export const EVERYTHING = '*';

/** The limit of a scope by which the audit trail is divided among its readers. */
export const TERRITORY = 'entidad';

const NO_PERMISSIONS: ReadonlySet<string> = new Set();

/** Somebody without a session. Holds only the permissions that anyone has. */
export function anonymous(permissions: ReadonlySet<string> = NO_PERMISSIONS): Actor {
  return { kind: 'anonymous', id: 'anonymous', label: 'sin sesión', permissions, scope: {} };
}

/** A job or an operator's command: everything, under its own name in the audit trail. */
export function systemActor(name: string): Actor {
  return {
    kind: 'system',
    id: name,
    label: name,
    permissions: new Set([EVERYTHING]),
    scope: { [EVERYTHING]: EVERYTHING },
  };
}
