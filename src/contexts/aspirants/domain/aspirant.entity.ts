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
  /** The normalised registration, encrypted with {@link personalContext}. */
  readonly personal: Buffer;
  readonly emailHash: Buffer;
  readonly emailProvider: 'google' | 'facebook';
  readonly claveHash: Buffer;
  readonly registeredAt: Date;
}

/** The properties that a correction replaces. */
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

  /** Registered before mailboxes were compared, with the mailbox of another aspirant of the process. */
  @Property({ type: 'boolean' })
  mailboxShared = false;

  @Property({ type: 'text' })
  emailProvider: 'google' | 'facebook';

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
   * @throws DomainError ASPIRANTS.VERSION_CHANGED, ASPIRANTS.WITHDRAWN
   */
  requireLatestVersion(version: number): void {
    if (this.status === 'withdrawn') throw new DomainError('ASPIRANTS.WITHDRAWN', { kind: 'conflict' });
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
   * Creates a new version to be validated and signed. A different e-mail or provider unbinds the account (decision 23).
   */
  correct(data: CorrectedData): void {
    if (this.status === 'validated') this.transitionTo('draft');
    const newMailbox = !data.emailHash.equals(this.emailHash);
    if (newMailbox || data.emailProvider !== this.emailProvider) this.signInSubject = null;
    if (newMailbox) this.mailboxShared = false;
    this.officeId = data.officeId;
    this.displayName = data.displayName;
    this.personal = data.personal;
    this.emailHash = data.emailHash;
    this.emailProvider = data.emailProvider;
    this.claveHash = data.claveHash;
    this.version += 1;
  }

  /** @throws DomainError ASPIRANTS.WITHDRAWN if it is already withdrawn */
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

/** Context (associated data) of the encrypted personal data. */
export function personalContext(aspirantId: string): string {
  return `aspirants.aspirant.personal:${aspirantId}`;
}
