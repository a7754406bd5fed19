/** Form field of the box by which an official confirms an office whose name mentions another place. */
export const PLACE_CHECKED = 'placeChecked';

/** The name that the form suggests for the capture period of an office. */
export function periodNameFor(officeName: string): string {
  return `Captación de apoyo · ${officeName}`;
}
