import { BlobType, Entity, PrimaryKey, Property } from '@mikro-orm/core';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { canTransition, nextStep, type AspirantStatus, type NextStep } from './aspirant-status.js';

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

/** What a correction writes anew; the rest stays. */
export type CorrectedData = Pick<
  NewAspirant,
  'officeId' | 'displayName' | 'personal' | 'emailHash' | 'emailProvider' | 'claveHash'
>;

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
  officeId: string;

  @Property({ type: 'text' })
  readonly entidad: string;

  @Property({ type: 'text' })
  displayName: string;

  @Property({ type: 'text' })
  status: AspirantStatus = 'draft';

  @Property({ type: 'integer' })
  version = 1;

  @Property({ type: 'integer' })
  validatedVersion = 0;

  @Property({ type: 'integer' })
  signedVersion = 0;

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

  get nextStep(): NextStep {
    return nextStep(this.status, this);
  }

  /**
   * Whoever acts on the data has the newest in front of them.
   * @throws DomainError ASPIRANTS.VERSION_CHANGED, ASPIRANTS.WITHDRAWN
   */
  requireLatestVersion(version: number): void {
    if (this.status === 'withdrawn') throw new DomainError('ASPIRANTS.WITHDRAWN', { kind: 'conflict' });
    if (version !== this.version) throw new DomainError('ASPIRANTS.VERSION_CHANGED', { kind: 'conflict' });
  }

  /** The newest data was looked at. @throws DomainError ASPIRANTS.ALREADY_VALIDATED */
  validate(): void {
    if (this.nextStep !== 'validate') throw new DomainError('ASPIRANTS.ALREADY_VALIDATED', { kind: 'conflict' });
    if (this.status === 'draft') this.transitionTo('validated');
    this.validatedVersion = this.version;
  }

  /**
   * The sheet of the newest data came back signed; until the confirmation a better scan may follow.
   * @throws DomainError ASPIRANTS.NOT_VALIDATED, ASPIRANTS.SHEET_SIGNED
   */
  recordSignedSheet(): void {
    if (this.nextStep === 'validate') throw new DomainError('ASPIRANTS.NOT_VALIDATED', { kind: 'conflict' });
    if (this.nextStep === 'nothing') throw new DomainError('ASPIRANTS.SHEET_SIGNED', { kind: 'conflict' });
    this.signedVersion = this.version;
  }

  /** @throws DomainError ASPIRANTS.NOT_VALIDATED, ASPIRANTS.SHEET_NOT_SIGNED, ASPIRANTS.STATUS_MOVE_FORBIDDEN */
  confirm(at: Date): void {
    if (this.status === 'draft') throw new DomainError('ASPIRANTS.NOT_VALIDATED', { kind: 'conflict' });
    if (this.nextStep === 'sign') throw new DomainError('ASPIRANTS.SHEET_NOT_SIGNED', { kind: 'conflict' });
    this.transitionTo('confirmed');
    this.confirmedAt = at;
  }

  /** A new version of the data, to be looked at and signed again; another e-mail has to sign in anew (decision 23). */
  correct(data: CorrectedData): void {
    if (this.status === 'validated') this.transitionTo('draft');
    if (!data.emailHash.equals(this.emailHash) || data.emailProvider !== this.emailProvider) this.signInSubject = null;
    this.officeId = data.officeId;
    this.displayName = data.displayName;
    this.personal = data.personal;
    this.emailHash = data.emailHash;
    this.emailProvider = data.emailProvider;
    this.claveHash = data.claveHash;
    this.version += 1;
  }

  /** @throws DomainError ASPIRANTS.WITHDRAWN when it is already. */
  withdraw(): void {
    if (this.status === 'withdrawn') throw new DomainError('ASPIRANTS.WITHDRAWN', { kind: 'conflict' });
    this.transitionTo('withdrawn');
  }

  private transitionTo(to: AspirantStatus): void {
    if (!canTransition(this.status, to)) {
      throw new DomainError('ASPIRANTS.STATUS_MOVE_FORBIDDEN', { kind: 'conflict' });
    }
    this.status = to;
  }
}

/** What the encryption of the personal data is bound to. */
export function personalContext(aspirantId: string): string {
  return `aspirants.aspirant.personal:${aspirantId}`;
}
