import { BlobType, Entity, PrimaryKey, Property } from '@mikro-orm/core';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { mayMove, type OfficialStatus } from './official-status.js';
import type { Role } from './roles.js';

export interface NewOfficial {
  readonly id: string;
  readonly account: string;
  readonly role: Role;
  readonly entidad: string | null;
  readonly status: OfficialStatus;
  /** Encrypted under the context of {@link personalContext}. */
  readonly personal: Buffer;
  readonly emailHash: Buffer;
  readonly processId: string | null;
  readonly grantEndsAt: Date;
  readonly createdAt: Date;
}

/** A person of DERFE or of an OPL with an account of their own (§4.2). */
@Entity({ schema: 'accounts', tableName: 'official' })
export class Official {
  @PrimaryKey({ type: 'uuid' })
  readonly id: string;

  @Property({ type: 'text' })
  readonly account: string;

  @Property({ type: 'text' })
  readonly role: Role;

  @Property({ type: 'text', nullable: true })
  readonly entidad: string | null;

  @Property({ type: 'text' })
  status: OfficialStatus;

  @Property({ type: BlobType })
  personal: Buffer;

  @Property({ type: BlobType })
  emailHash: Buffer;

  @Property({ type: 'text', nullable: true })
  passwordHash: string | null = null;

  @Property({ type: 'uuid', nullable: true })
  processId: string | null;

  @Property({ type: 'timestamptz' })
  grantEndsAt: Date;

  @Property({ type: 'timestamptz' })
  readonly createdAt: Date;

  constructor(values: NewOfficial) {
    this.id = values.id;
    this.account = values.account;
    this.role = values.role;
    this.entidad = values.entidad;
    this.status = values.status;
    this.personal = values.personal;
    this.emailHash = values.emailHash;
    this.processId = values.processId;
    this.grantEndsAt = values.grantEndsAt;
    this.createdAt = values.createdAt;
  }

  /** @throws DomainError ACCOUNTS.STATUS_MOVE_FORBIDDEN */
  move(to: OfficialStatus): void {
    if (!mayMove(this.status, to)) throw new DomainError('ACCOUNTS.STATUS_MOVE_FORBIDDEN', { kind: 'conflict' });
    this.status = to;
  }

  /** @throws DomainError ACCOUNTS.STATUS_MOVE_FORBIDDEN for a closed account. */
  renew(processId: string | null, endsAt: Date): void {
    if (this.status === 'closed') throw new DomainError('ACCOUNTS.STATUS_MOVE_FORBIDDEN', { kind: 'conflict' });
    this.processId = processId;
    this.grantEndsAt = endsAt;
  }

  /**
   * Replaces the personal data.
   * @throws DomainError ACCOUNTS.CORRECTION_STATUS for a suspended or closed account.
   */
  correct(personal: Buffer, emailHash: Buffer): void {
    if (this.status === 'suspended' || this.status === 'closed') {
      throw new DomainError('ACCOUNTS.CORRECTION_STATUS', { kind: 'conflict' });
    }
    this.personal = personal;
    this.emailHash = emailHash;
  }

  /** Whether the grant has not ended yet. */
  isGrantedAt(now: Date): boolean {
    return now < this.grantEndsAt;
  }
}

/** Cipher context of the personal data. */
export function personalContext(officialId: string): string {
  return `accounts.official.personal:${officialId}`;
}

/** Cipher context of the data that a correction replaced. */
export function formerContext(officialId: string, at: string): string {
  return `accounts.data_change.former:${officialId}:${at}`;
}
