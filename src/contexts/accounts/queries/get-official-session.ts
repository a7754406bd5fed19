import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { Actor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { officialScope, PENDING_PERMISSIONS, ROLE_TABLE, type Role } from '../domain/roles.js';
import { openPersonal } from '../persistence/official-views.js';

const input = z.object({ accountId: z.uuid() });

/** Whom a session of the back office stands for, as of this instant. */
export interface OfficialSession {
  readonly accountId: string;
  readonly account: string;
  readonly displayName: string;
  readonly role: Role;
  readonly roleLabel: string;
  /** Null: DERFE. */
  readonly entidad: string | null;
  /** The Declaratoria is not accepted yet: the actor may hand it in and nothing else (§4.4). */
  readonly declarationPending: boolean;
  /** When a signed Declaratoria came in, ISO 8601; null while none has. */
  readonly declaredAt: string | null;
  readonly actor: Actor;
}

/**
 * Asked at every request, so that suspension, closing and the end of a grant take effect on a running session.
 * Null when the account may not be used now. Only the back office's shell may ask.
 */
@QuerySpec({ name: 'accounts.get-official-session', permission: 'accounts.sign-in', input })
export class GetOfficialSession extends KernelQuery<z.infer<typeof input>, OfficialSession | null> {}

interface SessionRow {
  readonly id: string;
  readonly account: string;
  readonly role: Role;
  readonly entidad: string | null;
  readonly status: 'pending' | 'active';
  readonly personal: Buffer;
  readonly declaredAt: string | null;
}

@QueryHandler(GetOfficialSession)
export class GetOfficialSessionHandler implements IQueryHandler<GetOfficialSession> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { accountId } }: GetOfficialSession): Promise<OfficialSession | null> {
    this.work.authorize({});
    const [row] = await this.work.sql<SessionRow>(
      `select id, account, role, entidad, status, personal,
         (select to_json(max(uploaded_at)) #>> '{}' from accounts.declaration d where d.official_id = o.id) as "declaredAt"
       from accounts.official o
       where id = $1 and status in ('pending', 'active') and grant_ends_at > $2`,
      [accountId, this.clock.now()],
    );
    if (!row) return null;
    const { label, permissions } = ROLE_TABLE[row.role];
    const pending = row.status === 'pending';
    return {
      accountId,
      account: row.account,
      displayName: (await openPersonal(this.cipher, row)).fullName,
      role: row.role,
      roleLabel: label,
      entidad: row.entidad,
      declarationPending: pending,
      declaredAt: row.declaredAt,
      actor: {
        kind: 'official',
        id: accountId,
        label: row.role,
        permissions: new Set(pending ? PENDING_PERMISSIONS : permissions),
        scope: pending ? { accountId } : officialScope(row.entidad),
      },
    };
  }
}
