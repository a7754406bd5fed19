import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { Actor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { officialScope, OWN_PERMISSIONS, PENDING_PERMISSIONS, ROLE_TABLE, type Role } from '../domain/roles.js';
import { decryptPersonal } from '../persistence/official-views.js';
import { SecondFactorAnchors } from '../second-factor-anchors.js';

const input = z.object({
  accountId: z.uuid(),
  /** The second factor that was used in this session. */
  secondFactorId: z.string().optional(),
});

/**
 * What an official has to do before anything else, in this order: enter the code of the second factor, set up a second
 * factor if the role requires one, deliver the Declaratoria (§4.4, decision 27).
 */
export type RequiredAction = 'second-factor' | 'enrol' | 'declaration';

/** The page for each required action. */
export const REQUIRED_ACTION_PAGES: Readonly<Record<RequiredAction, string>> = {
  'second-factor': '/admin/segundo-factor',
  enrol: '/admin/segundo-factor',
  declaration: '/admin/declaratoria',
};

/** The official of a back-office session, with their current permissions. */
export interface OfficialSession {
  readonly accountId: string;
  readonly account: string;
  readonly displayName: string;
  readonly role: Role;
  readonly roleLabel: string;
  /** Null: DERFE. */
  readonly entidad: string | null;
  /** If not null, the actor has only the permissions for this action. */
  readonly requiredAction: RequiredAction | null;
  /** When the latest signed Declaratoria was received, ISO 8601; null if there is none or it was refused. */
  readonly declaredAt: string | null;
  /** How many the official has delivered; the latest has this number. */
  readonly declarations: number;
  /** Why the latest one was refused; null if it was not. */
  readonly declarationRefusal: string | null;
  readonly actor: Actor;
}

/**
 * Runs for every request, so that suspension, closing and the end of a grant affect a running session.
 * Null if the account cannot be used now. Only the back-office shell has the permission.
 */
@QuerySpec({ name: 'accounts.get-official-session', permission: 'accounts.sign-in', input, heldBy: 'system' })
export class GetOfficialSession extends KernelQuery<z.infer<typeof input>, OfficialSession | null> {}

interface SessionRow {
  readonly id: string;
  readonly account: string;
  readonly role: Role;
  readonly entidad: string | null;
  readonly status: 'pending' | 'active';
  readonly personal: Buffer;
  readonly declaredAt: string | null;
  readonly declarations: number;
  readonly declarationRefusal: string | null;
  readonly secondFactorId: string | null;
  readonly mandatory: boolean;
}

@QueryHandler(GetOfficialSession)
export class GetOfficialSessionHandler implements IQueryHandler<GetOfficialSession> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly anchors: SecondFactorAnchors,
  ) {}

  async execute({ input: { accountId, secondFactorId } }: GetOfficialSession): Promise<OfficialSession | null> {
    const row = await this.work.record<SessionRow>(
      `select o.id, o.account, o.role, o.entidad, o.status, o.personal,
         case when d.refused_at is null then d.uploaded_at end as "declaredAt",
         d.refusal as "declarationRefusal",
         (select count(*)::int from accounts.declaration where official_id = o.id) as declarations, f.id as "secondFactorId", coalesce(r.mandatory, false) as mandatory
       from accounts.official o
       left join lateral (select uploaded_at, refused_at, refusal from accounts.declaration where official_id = o.id
         order by uploaded_at desc, id limit 1) d on true
       left join accounts.second_factor f on f.official_id = o.id and f.ended_at is null and f.enrolled_at is not null
       left join accounts.second_factor_rule r on r.role = o.role
       where o.id = $1 and o.status in ('pending', 'active') and o.grant_ends_at > $2
         -- A correction of the e-mail takes the password away from a pending account, and with it every session.
         and (o.status = 'active' or o.password_hash is not null)`,
      [accountId, this.clock.now()],
    );
    if (!row) return null;
    this.work.authorize({});
    const { label, permissions } = ROLE_TABLE[row.role];
    // Someone may have ended the second factor only in the database; without a code, the audit trail decides.
    const anchored = secondFactorId === undefined ? await this.anchors.of(accountId) : undefined;
    const requiredAction = requiredActionOf({ ...row, secondFactorId: anchored ?? row.secondFactorId }, secondFactorId);
    return {
      accountId,
      account: row.account,
      displayName: (await decryptPersonal(this.cipher, row)).fullName,
      role: row.role,
      roleLabel: label,
      entidad: row.entidad,
      requiredAction,
      declaredAt: row.declaredAt,
      declarations: row.declarations,
      declarationRefusal: row.declarationRefusal,
      actor: {
        kind: 'official',
        id: accountId,
        label: row.role,
        permissions: new Set(
          requiredAction === null ? [...permissions, ...OWN_PERMISSIONS] : REQUIRED_ACTION_PERMISSIONS[requiredAction],
        ),
        scope: requiredAction === null ? officialScope(row.entidad) : { accountId },
      },
    };
  }
}

function requiredActionOf(
  { secondFactorId: enrolled, mandatory, status }: SessionRow,
  proved: string | undefined,
): RequiredAction | null {
  if (enrolled !== null && enrolled !== proved) return 'second-factor';
  if (enrolled === null && mandatory) return 'enrol';
  return status === 'pending' ? 'declaration' : null;
}

const REQUIRED_ACTION_PERMISSIONS: Readonly<Record<RequiredAction, readonly string[]>> = {
  'second-factor': OWN_PERMISSIONS,
  enrol: OWN_PERMISSIONS,
  declaration: [...PENDING_PERMISSIONS, ...OWN_PERMISSIONS],
};
