/** Texts of forms that back office and portal share. */
export * from './ask-for.js';
