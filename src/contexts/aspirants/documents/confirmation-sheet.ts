import { PdfDocument } from '../../../kernel/documents/pdf.js';
import type { Registration } from '../domain/registration.js';
import { registrationGroups } from './registration-groups.js';

export interface ConfirmationSheetData {
  readonly folio: string;
  readonly processName: string;
  readonly officeName: string;
  readonly practice: boolean;
  readonly registration: Registration;
  /** Version of the data; each version is signed separately. */
  readonly version: number;
  readonly printedAt: Date;
}

/** Renders the Cédula de confirmación de datos as a PDF (§5.F). The aspirant signs it to confirm the registration. */
export function renderConfirmationSheet(data: ConfirmationSheetData): Promise<Buffer> {
  const pdf = new PdfDocument({
    title: 'Cédula de confirmación de datos',
    institution: 'Instituto Nacional Electoral · Organismo Público Local',
    subtitle: `${data.processName} · ${data.officeName} · Versión ${String(data.version)}`,
    folio: data.folio,
    printedAt: data.printedAt,
    practice: data.practice,
  });
  for (const { title, rows } of registrationGroups(data.registration)) pdf.section(title, rows);
  if (data.version > 1) {
    pdf.paragraph(
      `Esta es la versión ${String(data.version)} de la cédula. Sustituye a la anterior, que se conserva, y se firma de nuevo.`,
    );
  }
  pdf
    .paragraph(
      'Confirmo que los datos de esta cédula son correctos y que el correo electrónico es de mi uso personal. ' +
        'El resguardo de esa cuenta y de su contraseña es mi responsabilidad.',
    )
    .signatures(['Firma de la persona aspirante', 'Nombre y firma de quien recibe por el OPL']);
  return pdf.finish();
}
