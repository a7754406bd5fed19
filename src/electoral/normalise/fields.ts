import { z } from 'zod';
import { cleanText } from './clean-text.js';
import { normaliseEmail } from './email.js';
import { normaliseName } from './person-name.js';
import { normaliseTelephone } from './telephone.js';

/** More than any value needs with separators, so that a pasted value is cleaned before its length is checked. */
const MAX_TYPED = 400;

const text = z.string().max(MAX_TYPED);

/** A required name, {@link normaliseName}. */
export const nameField = text.transform(normaliseName).pipe(z.string().min(1).max(80));
/** A name that a person may lack; then it is empty. */
export const optionalNameField = text.default('').transform(normaliseName).pipe(z.string().max(80));
/** A name with titles and surnames in one field. */
export const fullNameField = text.transform(normaliseName).pipe(z.string().min(3).max(120));
/** A telephone, {@link normaliseTelephone}. */
export const telephoneField = text.transform(normaliseTelephone);
/** An address, {@link normaliseEmail}. */
export const emailField = text.transform(normaliseEmail).pipe(z.email().max(254));
/** Text on one line, {@link cleanText}. */
export const lineField = (maxLength: number, minLength = 0) =>
  text.transform(cleanText).pipe(z.string().min(minLength).max(maxLength));
