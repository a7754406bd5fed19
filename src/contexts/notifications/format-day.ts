/** Converts `yyyy-mm-dd` to `dd/mm/yyyy`; returns an empty string without a day. */
export const formatDay = (day: string | null): string => (day ?? '').split('-').reverse().join('/');
