/** `accept` attribute of the file input. */
export const EMBLEM_TYPES = 'image/png,image/jpeg,image/svg+xml';
export const EMBLEM_HELP = 'PNG, JPEG o SVG de hasta 1 MB; un SVG, solo con el dibujo.';
