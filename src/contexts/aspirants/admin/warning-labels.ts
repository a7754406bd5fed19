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
    'Falta este dato, con el que el padrón identifica este tipo de credencial. Si está en la credencial, agréguelo.',
  TERRITORY_UNCHECKED:
    'No hay catálogo cargado de esta entidad: el municipio y la sección no se pudieron cotejar. Cotéjelos con la credencial.',
  EMAIL_PROVIDER_UNLIKELY:
    'El correo parece de otro servicio que el elegido. Pregunte a la persona aspirante con cuál cuenta entra.',
  AGE_MINIMUM:
    'La persona tendrá 21 años o menos en el año de la elección. Compruebe en la ley de la entidad la edad mínima para este cargo.',
  SAME_NAME:
    'Otra persona aspirante al mismo cargo tiene el mismo nombre. Compruebe en la lista que no sea la misma persona.',
  EMAIL_OF_OTHER:
    'Con este correo entra al portal otra persona aspirante de este OPL, en otro proceso. Búsquela por ese correo en la lista de aspirantes. Cada correo abre un solo registro: si no es la misma persona, corrija el correo.',
  REGISTERED_BEFORE:
    'Esta persona ya tuvo un registro en este proceso y se retiró. Compruebe que la manifestación de intención es posterior al desistimiento; los dos registros se enlazan en la página de cada uno.',
  MUNICIPIO_NOT_OF_OFFICE:
    'El municipio de la credencial no es el municipio del cargo. Compruebe que el cargo es el correcto y si la ley de la entidad exige vivir en él.',
  NAME_NOT_PRINTABLE:
    'Este nombre lleva una letra que los documentos impresos no tienen: en la cédula saldrá un cuadro. Compárelo con la credencial; si está bien, complete esa letra a mano en la cédula.',
};

/** What the official confirms with the box of a warning, if not that the value is correct. */
const CONFIRMATIONS: Partial<Readonly<Record<RegistrationWarning['code'], (field: string) => string>>> = {
  CLAVE_ENTIDAD_MISMATCH: () => 'Comparé el lugar de nacimiento con el expediente y es correcto',
  CLAVE_SEX_MISMATCH: () => 'Comparé el género con el expediente y es correcto',
  CLAVE_SEX_OPEN: () => 'Comparé el género con el expediente y es correcto',
  CLAVE_NAME_MISMATCH: () => 'Comparé los nombres y la clave con la credencial y son correctos',
  IDENTIFIER_INCOMPLETE: (field) => `Busqué «${field}» en la credencial y no aparece`,
  TERRITORY_UNCHECKED: () => 'Cotejé el municipio y la sección con la credencial',
  EMAIL_PROVIDER_UNLIKELY: () => 'La persona aspirante confirmó con qué cuenta entra',
  SAME_NAME: () => 'Comprobé que son dos personas distintas',
  EMAIL_OF_OTHER: () =>
    'Comprobé que es la misma persona con otra clave de elector, y acepto que el correo puede abrir el otro registro',
  REGISTERED_BEFORE: () => 'Comprobé que se registra de nuevo después de su desistimiento',
  MUNICIPIO_NOT_OF_OFFICE: () => 'Comprobé que el cargo y el municipio de la credencial son correctos',
  AGE_MINIMUM: () => 'Comprobé que tendrá la edad que la ley pide para el cargo',
};

export function warningView({ field, code }: RegistrationWarning): WarningView {
  const name = FIELD_LABELS[field];
  const confirmation = CONFIRMATIONS[code]?.(name) ?? `Comparé «${name}» con la credencial y es correcto`;
  return { key: `${field}:${code}`, field: name, sentence: SENTENCES[code], confirmation };
}

/** The text of a warning that is not shown beside its field. */
export function warningSentence(warning: RegistrationWarning): string {
  const { field, sentence } = warningView(warning);
  return `${field}: ${sentence}`;
}
