/** Account offered by the local provider. */
export interface OAuthPerson {
  readonly name: string;
  readonly email: string;
  /** Role in the demonstration, such as 'Aspirante'. */
  readonly role?: string;
  /** Google only; accounts with unverified e-mail must be rejected. */
  readonly emailVerified?: boolean;
  /** Facebook only; false if the person withholds their e-mail. */
  readonly emailShared?: boolean;
}

export type ProviderName = 'google' | 'facebook';
