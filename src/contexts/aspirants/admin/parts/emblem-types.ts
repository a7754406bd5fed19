/** What an emblem may be, for the chooser of files. */
export const EMBLEM_TYPES = 'image/png,image/jpeg,image/svg+xml';
export const EMBLEM_HELP = 'PNG, JPEG o SVG de hasta 1 MB; un SVG, solo con el dibujo.';
