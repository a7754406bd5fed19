import { dayFault, type DayFault } from '#electoral/time';
import { emptyFieldMessage } from '../../kernel/errors/empty-field-message.js';

/** A form may have several dates, so each sentence names its field. */
const SENTENCES: Readonly<Record<DayFault, (label: string) => string>> = {
  calendar: (label) => `«${label}» no existe en el calendario. Revise el día y el mes.`,
  'short-year': (label) => `Escriba con cuatro cifras el año de «${label}».`,
  form: (label) => `${emptyFieldMessage(label).replace(/\.$/, '')} como dd/mm/aaaa.`,
};

/** What is wrong with a typed day; null if nothing. */
export function dayProblem(label: string, value: string): string | null {
  const fault = dayFault(value);
  return fault === null ? null : SENTENCES[fault](label);
}

/** The same for the day of a `yyyy-mm-ddThh:mm`: the hour has a field of its own. */
export function momentProblem(dayLabel: string, value: string): string | null {
  const [day = ''] = value.split('T');
  return day === '' ? SENTENCES.form(dayLabel) : dayProblem(dayLabel, day);
}
