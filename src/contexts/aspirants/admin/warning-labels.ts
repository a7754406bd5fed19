import type { RegistrationWarning } from '../domain/registration.js';
import { FIELD_LABELS } from '../documents/registration-groups.js';
import type { WarningView } from './views.js';

/** Each message states the doubt and how to resolve it. */
const SENTENCES: Readonly<Record<RegistrationWarning['code'], string>> = {
  CLAVE_CORRECTED:
    'La clave de elector se escribió con un carácter que se parece a otro (O y 0, I y 1, u otro alfabeto) y se corrigió. Compárela con la credencial.',
  CLAVE_ENTIDAD_MISMATCH: 'La clave de elector indica otro lugar de nacimiento que el escrito.',
  CLAVE_SEX_MISMATCH: 'La clave de elector indica otro género que el escrito; puede ser correcto.',
  CLAVE_SEX_OPEN: 'La clave de elector indica un género y se escribió X o No binario; puede ser correcto.',
  CLAVE_NAME_MISMATCH: 'Las letras de la clave de elector no corresponden a los nombres y apellidos escritos.',
  OCR_SECCION_MISMATCH: 'Los primeros cuatro dígitos del OCR no corresponden a la sección escrita.',
  IDENTIFIER_INCOMPLETE:
    'Falta un dato con el que el padrón identifica este tipo de credencial. Si está en la credencial, agréguelo.',
  TERRITORY_UNCHECKED:
    'No hay catálogo cargado de esta entidad: el municipio y la sección no se pudieron cotejar. Cotéjelos con la credencial.',
  EMAIL_PROVIDER_UNLIKELY:
    'El correo parece de otro servicio que el elegido. Pregunte a la persona aspirante con cuál cuenta entra.',
  NAME_NOT_PRINTABLE:
    'Este nombre lleva una letra que los documentos impresos no tienen: en la cédula saldrá un cuadro. Compárelo con la credencial; si está bien, complete esa letra a mano en la cédula.',
};

export function warningView({ field, code }: RegistrationWarning): WarningView {
  return { key: `${field}:${code}`, field: FIELD_LABELS[field], sentence: SENTENCES[code] };
}
