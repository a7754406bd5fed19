export { AuxiliariesModule } from './auxiliaries.module.js';
export { SignInTickets, identitySchema, type SignInIdentity } from './sign-in-tickets.js';
