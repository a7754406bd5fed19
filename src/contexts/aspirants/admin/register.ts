import type { Official } from '../../../admin/official.js';
import { unchecked } from '../../../admin/screen.js';
import { RegisterAspirant } from '../index.js';
import type { Registered } from './views.js';

const WARNINGS: Readonly<Record<string, string>> = {
  CLAVE_ENTIDAD_MISMATCH: 'La clave de elector indica otro lugar de nacimiento que el escrito.',
  CLAVE_SEX_OPEN: 'La clave de elector indica un género y la credencial muestra otro o ninguno; puede ser correcto.',
  CLAVE_NAME_MISMATCH: 'Las letras de la clave de elector no corresponden a los nombres y apellidos escritos.',
  OCR_SECCION_MISMATCH: 'Los primeros cuatro dígitos del OCR no corresponden a la sección escrita.',
};
const OTHER_WARNING = 'Un dato de la credencial merece una segunda revisión.';

/** Registers what the form holds (§5.B–E); doubts come back as sentences for a second look at the sheet. */
export async function register(official: Official, input: Readonly<Record<string, unknown>>): Promise<Registered> {
  const { aspirantId, folio, warnings } = await official.run(new RegisterAspirant(unchecked(input)));
  return { aspirantId, folio, warnings: warnings.map(({ code }) => WARNINGS[code] ?? OTHER_WARNING) };
}
