import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { OfficialStatus } from '../domain/official-status.js';
import type { Role } from '../domain/roles.js';
import { decryptPersonal, SELECT_OFFICIAL, type OfficialRow } from '../persistence/official-views.js';

const input = z.object({ officialId: z.uuid() });

export interface OfficialContact {
  readonly account: string;
  readonly role: Role;
  /** Null: DERFE. */
  readonly entidad: string | null;
  readonly status: OfficialStatus;
  /** The status is active and the grant has not ended. */
  readonly isActive: boolean;
  readonly fullName: string;
  /** Institutional address (§4.3). */
  readonly email: string;
}

/** Contact data of one official; undefined if there is no such account. Only jobs have the permission. */
@QuerySpec({
  name: 'accounts.get-contact',
  permission: 'accounts.contact',
  input,
  personalData: true,
  heldBy: 'system',
})
export class GetContact extends KernelQuery<z.infer<typeof input>, OfficialContact | undefined> {}

@QueryHandler(GetContact)
export class GetContactHandler implements IQueryHandler<GetContact> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { officialId } }: GetContact): Promise<OfficialContact | undefined> {
    const row = await this.work.record<OfficialRow>(`${SELECT_OFFICIAL} where o.id = $1`, [officialId]);
    this.work.authorize({ entidad: row?.entidad ?? EVERYTHING });
    if (!row) return undefined;
    this.work.audit({ subject: ['official', officialId] });
    const { account, role, entidad, status, grantEndsAt } = row;
    const isActive = status === 'active' && new Date(grantEndsAt) > this.clock.now();
    const { fullName, email } = await decryptPersonal(this.cipher, row);
    return { account, role, entidad, status, isActive, fullName, email };
  }
}
