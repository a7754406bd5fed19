export const OFFICE_KINDS: Readonly<Record<string, string>> = {
  gubernatura: 'Gubernatura',
  'diputacion-local': 'Diputación local',
  ayuntamiento: 'Ayuntamiento',
};
