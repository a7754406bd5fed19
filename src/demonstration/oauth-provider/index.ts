export type { OAuthPerson, ProviderName } from './oauth-person.js';
export { oauthProvider, subjectOf } from './oauth-provider.js';
