import { BlobType, Entity, PrimaryKey, Property } from '@mikro-orm/core';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { mayMove, type AspirantStatus } from './aspirant-status.js';

export interface NewAspirant {
  readonly id: string;
  readonly folio: string;
  readonly processId: string;
  readonly officeId: string;
  readonly entidad: string;
  readonly displayName: string;
  /** The cleaned registration, encrypted under the context of {@link personalContext}. */
  readonly personal: Buffer;
  readonly emailHash: Buffer;
  readonly emailProvider: 'google' | 'facebook';
  readonly claveHash: Buffer;
  readonly registeredAt: Date;
}

/** A person who seeks citizens' support for an independent candidacy (§5). */
@Entity({ schema: 'aspirants', tableName: 'aspirant' })
export class Aspirant {
  @PrimaryKey({ type: 'uuid' })
  readonly id: string;

  @Property({ type: 'text' })
  readonly folio: string;

  @Property({ type: 'uuid' })
  readonly processId: string;

  @Property({ type: 'uuid' })
  readonly officeId: string;

  @Property({ type: 'text' })
  readonly entidad: string;

  @Property({ type: 'text' })
  displayName: string;

  @Property({ type: 'text' })
  status: AspirantStatus = 'draft';

  @Property({ type: BlobType })
  personal: Buffer;

  @Property({ type: BlobType })
  emailHash: Buffer;

  @Property({ type: 'text' })
  emailProvider: 'google' | 'facebook';

  @Property({ type: BlobType })
  claveHash: Buffer;

  /** The provider's own id of the account, bound at the first sign-in and never looked up by e-mail again. */
  @Property({ type: 'text', nullable: true })
  signInSubject: string | null = null;

  @Property({ type: 'timestamptz' })
  readonly registeredAt: Date;

  @Property({ type: 'timestamptz', nullable: true })
  confirmedAt: Date | null = null;

  constructor(values: NewAspirant) {
    this.id = values.id;
    this.folio = values.folio;
    this.processId = values.processId;
    this.officeId = values.officeId;
    this.entidad = values.entidad;
    this.displayName = values.displayName;
    this.personal = values.personal;
    this.emailHash = values.emailHash;
    this.emailProvider = values.emailProvider;
    this.claveHash = values.claveHash;
    this.registeredAt = values.registeredAt;
  }

  /** @throws DomainError ASPIRANTS.STATUS_MOVE_FORBIDDEN */
  confirm(at: Date): void {
    this.move('confirmed');
    this.confirmedAt = at;
  }

  private move(to: AspirantStatus): void {
    if (!mayMove(this.status, to)) {
      throw new DomainError('ASPIRANTS.STATUS_MOVE_FORBIDDEN', { kind: 'conflict' });
    }
    this.status = to;
  }
}

/** What the encryption of the personal data is bound to. */
export function personalContext(aspirantId: string): string {
  return `aspirants.aspirant.personal:${aspirantId}`;
}
