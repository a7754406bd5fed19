/** An account the local provider lets a visitor choose. */
export interface OAuthPerson {
  readonly name: string;
  readonly email: string;
  /** What the person is in the demonstration, e.g. 'Aspirante'. */
  readonly role?: string;
  /** Google only; an account whose e-mail nobody confirmed must not get in. */
  readonly emailVerified?: boolean;
  /** Facebook only: who shares none gives none. */
  readonly emailShared?: boolean;
}

export type ProviderName = 'google' | 'facebook';
