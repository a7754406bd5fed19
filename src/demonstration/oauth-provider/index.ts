export { oauthProvider, subjectOf } from './oauth-provider.js';
