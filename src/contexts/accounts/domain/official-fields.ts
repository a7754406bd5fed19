/** The data of an official that can be corrected, in the order of the form. */
export const OFFICIAL_FIELDS = ['fullName', 'position', 'email', 'phone'] as const;
export type OfficialField = (typeof OFFICIAL_FIELDS)[number];
