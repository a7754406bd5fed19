export { ElectoralRollModule } from './electoral-roll.module.js';
export * from './domain/match-rule.js';
export { AnswerFileRoll } from './exchange/answer-file-roll.js';
export * from './exchange/exchange-format.js';
export { loadRollCut, RollLoadBusyError, type LoadedCut } from './load/load-roll-cut.js';
export { openRollFile, type RollCutFile } from './load/roll-file.js';
export { GetRegistration, type RegistrationAnswer } from './queries/get-registration.js';
export { GetRegistrations, type RegistrationsAnswer } from './queries/get-registrations.js';
export * from './roll-port.js';
