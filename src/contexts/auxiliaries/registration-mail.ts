/** Under these names the history of mails keeps what was sent to an auxiliary (decision 42). */
export const MAIL_KIND = 'auxiliary';
export const REGISTRATION_MAIL = 'registration';
