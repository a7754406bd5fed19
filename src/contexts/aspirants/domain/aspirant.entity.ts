import { BlobType, Entity, PrimaryKey, Property } from '@mikro-orm/core';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { canBeAnnulled, canTransition, nextStep, type AspirantStatus, type NextStep } from './aspirant-status.js';

export interface NewAspirant {
  readonly id: string;
  readonly folio: string;
  readonly processId: string;
  readonly officeId: string;
  readonly entidad: string;
  readonly displayName: string;
  /** The normalised registration, encrypted with {@link personalContext}. */
  readonly personal: Buffer;
  readonly emailHash: Buffer;
  readonly emailProvider: 'google' | 'facebook';
  readonly claveHash: Buffer;
  readonly registeredAt: Date;
}

/** The account with which an aspirant signs in (§5.D). */
export type Access = Pick<NewAspirant, 'emailHash' | 'emailProvider'>;

/** The properties that a correction replaces. */
export interface CorrectedData
  extends Access, Pick<NewAspirant, 'officeId' | 'displayName' | 'personal' | 'claveHash'> {
  /** The correction that changed the account of a confirmed aspirant; null if the account is the one in force. */
  readonly pendingCorrectionId: string | null;
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

  /** Registered before mailboxes were compared, with the mailbox of another aspirant of the process. */
  @Property({ type: 'boolean' })
  mailboxShared = false;

  @Property({ type: 'text' })
  emailProvider: 'google' | 'facebook';

  /** The correction that changed the account, until the sheet of the same or a later version is signed. */
  @Property({ type: 'uuid', nullable: true })
  pendingCorrectionId: string | null = null;

  /** The corrected mailbox, until it comes into force. */
  @Property({ type: BlobType, nullable: true })
  pendingEmailHash: Buffer | null = null;

  @Property({ type: BlobType })
  claveHash: Buffer;

  /** The provider's account ID, set at the first sign-in; after that the e-mail is no longer used for lookup. */
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
   * Optimistic lock: the caller must have seen the latest version.
   * @throws DomainError ASPIRANTS.VERSION_CHANGED, .WITHDRAWN, .ANNULLED
   */
  requireLatestVersion(version: number): void {
    this.requireInForce();
    if (version !== this.version) throw new DomainError('ASPIRANTS.VERSION_CHANGED', { kind: 'conflict' });
  }

  /**
   * Marks the latest version as validated.
   * @throws DomainError ASPIRANTS.ALREADY_VALIDATED if it is.
   */
  validate(): void {
    if (this.nextStep !== 'validate') throw new DomainError('ASPIRANTS.ALREADY_VALIDATED', { kind: 'conflict' });
    if (this.status === 'draft') this.transitionTo('validated');
    this.validatedVersion = this.version;
  }

  /**
   * Marks the latest version as signed. Until the confirmation the scan may be replaced.
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

  /**
   * Creates a new version to be validated and signed. The account with which a confirmed aspirant signs in changes only
   * once that version is signed.
   */
  correct(data: CorrectedData): void {
    if (this.status === 'validated') this.transitionTo('draft');
    this.officeId = data.officeId;
    this.displayName = data.displayName;
    this.personal = data.personal;
    this.claveHash = data.claveHash;
    this.version += 1;
    if (this.status === 'confirmed') {
      this.pendingCorrectionId = data.pendingCorrectionId;
      this.pendingEmailHash = data.pendingCorrectionId === null ? null : data.emailHash;
    } else this.changeAccess(data);
  }

  /** Puts another account into force. A different e-mail or provider unbinds the former one (decision 23). */
  changeAccess({ emailHash, emailProvider }: Access): void {
    const newMailbox = !emailHash.equals(this.emailHash);
    if (newMailbox || emailProvider !== this.emailProvider) this.signInSubject = null;
    if (newMailbox) this.mailboxShared = false;
    this.emailHash = emailHash;
    this.emailProvider = emailProvider;
    this.pendingCorrectionId = null;
    this.pendingEmailHash = null;
  }

  /** @throws DomainError ASPIRANTS.WITHDRAWN, .ANNULLED */
  requireInForce(): void {
    if (this.status === 'withdrawn') throw new DomainError('ASPIRANTS.WITHDRAWN', { kind: 'conflict' });
    if (this.status === 'annulled') throw new DomainError('ASPIRANTS.ANNULLED', { kind: 'conflict' });
  }

  /** @throws DomainError ASPIRANTS.WITHDRAWN, .ANNULLED */
  withdraw(): void {
    this.requireInForce();
    this.transitionTo('withdrawn');
  }

  /** @throws DomainError ASPIRANTS.WITHDRAWN, .ANNULLED, .ANNULMENT_TOO_LATE once any version was signed */
  annul(): void {
    this.requireInForce();
    if (!canBeAnnulled(this.status, this)) throw new DomainError('ASPIRANTS.ANNULMENT_TOO_LATE', { kind: 'conflict' });
    this.transitionTo('annulled');
  }

  private transitionTo(to: AspirantStatus): void {
    if (!canTransition(this.status, to)) {
      throw new DomainError('ASPIRANTS.STATUS_MOVE_FORBIDDEN', { kind: 'conflict' });
    }
    this.status = to;
  }
}

/** Context (associated data) of the encrypted personal data. */
export function personalContext(aspirantId: string): string {
  return `aspirants.aspirant.personal:${aspirantId}`;
}
