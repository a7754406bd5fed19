/** @param day `yyyy-mm-dd`. @returns `dd/mm/yyyy`; empty without a day. */
export const dayInWords = (day: string | null): string => (day ?? '').split('-').reverse().join('/');
