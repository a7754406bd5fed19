import type { Provider } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy as Facebook, type Profile as FacebookProfile } from 'passport-facebook';
import { Strategy as Google, type Profile as GoogleProfile } from 'passport-google-oauth20';
import { AppConfig, type OAuthClient } from '../../kernel/config/config.js';

/** Account data from a provider, before validation. */
export interface ProviderProfile {
  readonly subject: string;
  readonly email: string | undefined;
  readonly verified: boolean;
}

class GoogleStrategy extends PassportStrategy(Google, 'google') {
  constructor(client: OAuthClient, publicUrl: string) {
    super({
      clientID: client.clientId,
      clientSecret: client.clientSecret,
      callbackURL: `${publicUrl}/sign-in/google/callback`,
      authorizationURL: client.baseUrl && `${client.baseUrl}/authorize`,
      tokenURL: client.baseUrl && `${client.baseUrl}/token`,
      userProfileURL: client.baseUrl && `${client.baseUrl}/userinfo`,
    });
  }

  override validate(_access: string, _refresh: string, profile: GoogleProfile): ProviderProfile {
    const { email, email_verified: verified } = profile._json;
    // Google returns a boolean or a string.
    return { subject: profile.id, email, verified: String(verified) === 'true' };
  }
}

class FacebookStrategy extends PassportStrategy(Facebook, 'facebook') {
  constructor(client: OAuthClient, publicUrl: string) {
    super({
      clientID: client.clientId,
      clientSecret: client.clientSecret,
      callbackURL: `${publicUrl}/sign-in/facebook/callback`,
      authorizationURL: client.baseUrl && `${client.baseUrl}/authorize`,
      tokenURL: client.baseUrl && `${client.baseUrl}/token`,
      profileURL: client.baseUrl && `${client.baseUrl}/me`,
      profileFields: ['id', 'emails', 'name'],
    });
  }

  override validate(_access: string, _refresh: string, profile: FacebookProfile): ProviderProfile {
    // Facebook returns only verified e-mail addresses.
    return { subject: profile.id, email: profile.emails?.[0]?.value, verified: true };
  }
}

/** One strategy per configured provider. */
export const strategies: Provider[] = [
  {
    provide: GoogleStrategy,
    inject: [AppConfig],
    useFactory: ({ google, publicUrl }: AppConfig) => google && new GoogleStrategy(google, publicUrl),
  },
  {
    provide: FacebookStrategy,
    inject: [AppConfig],
    useFactory: ({ facebook, publicUrl }: AppConfig) => facebook && new FacebookStrategy(facebook, publicUrl),
  },
];
