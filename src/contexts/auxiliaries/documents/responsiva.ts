import { oplName, placeName } from '#electoral/identifiers';
import { PdfDocument } from '../../../kernel/documents/pdf.js';
import { AUXILIARY_DUTIES, AUXILIARY_DUTIES_SIGNED } from '../domain/duties/index.js';
import { displayName, type Registration } from '../domain/registration.js';

export interface ResponsivaData {
  readonly idAuxiliar: string;
  readonly aspirant: { readonly folio: string; readonly name: string; readonly officeName: string };
  readonly process: { readonly name: string; readonly practice: boolean };
  readonly registration: Registration;
  /** The entidad of the aspirant's process. */
  readonly entidad: string;
  readonly printedAt: Date;
  readonly demonstration: boolean;
}

/**
 * Responsiva of an auxiliary (§6.7). The auxiliary and the aspirant sign it; the aspirant keeps it with the copy of the
 * credential.
 */
export function renderResponsiva(data: ResponsivaData): Promise<Buffer> {
  const { registration, aspirant } = data;
  const [year = '', month = '', day = ''] = registration.fechaNacimiento.split('-');
  const pdf = new PdfDocument({
    title: 'Responsiva de la persona auxiliar',
    institution: `Instituto Nacional Electoral · ${oplName(data.entidad)}`,
    subtitle: `${data.process.name} · ${aspirant.officeName}`,
    folio: data.idAuxiliar,
    printedAt: data.printedAt,
    place: placeName(data.entidad),
    practice: data.process.practice,
    demonstration: data.demonstration,
  });
  pdf
    .section('Persona auxiliar', [
      { label: 'Nombre', value: displayName(registration) },
      { label: 'Fecha de nacimiento', value: `${day}/${month}/${year}` },
      { label: 'Clave de elector', value: registration.claveElector, code: true },
      { label: 'CURP', value: registration.curp, code: true },
      { label: 'Teléfono móvil', value: registration.telefonoMovil, code: true },
      { label: 'Correo electrónico', value: registration.email },
    ])
    .section('Persona aspirante', [
      { label: 'Nombre', value: aspirant.name },
      { label: 'Cargo al que aspira', value: aspirant.officeName },
      { label: 'Folio de su registro', value: aspirant.folio, code: true },
    ])
    .paragraph(
      `Yo, ${displayName(registration)}, acepto captar el apoyo de la ciudadanía para ${aspirant.name} con la aplicación ` +
        'Apoyo Ciudadano - INE. Sé que los datos personales que capte solo se usan para manifestar ese apoyo y que respondo ' +
        'por ellos hasta que el Instituto Nacional Electoral los reciba. Me obligo a:',
    )
    .list(AUXILIARY_DUTIES_SIGNED)
    .paragraph(
      `Obligaciones, versión ${AUXILIARY_DUTIES.version}. La persona aspirante guarda esta responsiva y la copia de la ` +
        'Credencial para Votar por ambos lados, y las entrega al Organismo Público Local si este las pide.',
    )
    .signatures([
      { role: 'Firma de la persona auxiliar', name: displayName(registration) },
      { role: 'Firma de la persona aspirante', name: aspirant.name },
    ]);
  return pdf.finish();
}
