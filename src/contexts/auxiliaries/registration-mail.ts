/** Names in the mail history of the messages sent to an auxiliary (decision 42). */
export const MAIL_KIND = 'auxiliary';
export const REGISTRATION_MAIL = 'registration';
