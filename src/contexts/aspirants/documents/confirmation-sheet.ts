import { oplName, placeName } from '#electoral/identifiers';
import { PdfDocument } from '../../../kernel/documents/pdf.js';
import { displayName, type Registration } from '../domain/registration.js';
import { registrationGroups } from './registration-groups.js';

export interface ConfirmationSheetData {
  readonly folio: string;
  readonly processName: string;
  readonly officeName: string;
  readonly practice: boolean;
  readonly demonstration: boolean;
  /** The entidad whose OPL registers the aspirant. */
  readonly entidad: string;
  readonly registration: Registration;
  /** Version of the data; each version is signed separately. */
  readonly version: number;
  /** The last signed version before this one; null if none was signed. */
  readonly replacedVersion: number | null;
  readonly printedAt: Date;
}

/** Renders the Cédula de confirmación de datos as a PDF (§5.F). The aspirant signs it to confirm the registration. */
export function renderConfirmationSheet(data: ConfirmationSheetData): Promise<Buffer> {
  const pdf = new PdfDocument({
    title: 'Cédula de confirmación de datos',
    institution: `Instituto Nacional Electoral · ${oplName(data.entidad)}`,
    subtitle: `${data.processName} · ${data.officeName}`,
    folio: data.folio,
    version: data.version,
    printedAt: data.printedAt,
    place: placeName(data.entidad),
    practice: data.practice,
    demonstration: data.demonstration,
  });
  for (const { title, rows } of registrationGroups(data.registration)) pdf.section(title, rows);
  if (data.replacedVersion !== null) {
    pdf.paragraph(
      `Esta es la versión ${String(data.version)} de la cédula. Sustituye a la versión ${String(data.replacedVersion)}, ` +
        'firmada antes, que se conserva.',
    );
  }
  pdf
    .paragraph(
      'Confirmo que los datos de esta cédula son correctos y que el correo electrónico es de mi uso personal. ' +
        'El resguardo de esa cuenta y de su contraseña es mi responsabilidad.',
    )
    .signatures([
      { role: 'Firma de la persona aspirante', name: displayName(data.registration) },
      { role: 'Firma de quien recibe por el Organismo Público Local' },
    ]);
  return pdf.finish();
}
