export { oauthProvider, subjectOf, type OAuthPerson, type ProviderName } from './oauth-provider.js';
