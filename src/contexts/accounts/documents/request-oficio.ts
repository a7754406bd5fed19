import { PdfDocument } from '../../../kernel/documents/pdf.js';
import { oplName, placeName } from '#electoral/identifiers';

export interface OficioData {
  readonly folio: string;
  readonly entidad: string;
  /** Null until the OPL assigns one. */
  readonly oficioNumber: string | null;
  readonly officials: readonly {
    readonly fullName: string;
    readonly position: string;
    readonly email: string;
    readonly phone: string;
    readonly roleLabel: string;
    readonly process: string | null;
  }[];
  readonly printedAt: Date;
  readonly demonstration: boolean;
}

/** Renders the oficio in which an OPL requests accounts from INE through the UTVOPL (§4.1–4.3). */
export function renderOficio(data: OficioData): Promise<Buffer> {
  const pdf = new PdfDocument({
    title: 'Solicitud de cuentas de acceso',
    institution: oplName(data.entidad),
    subtitle: `Oficio ${data.oficioNumber ?? '________________________'}`,
    folio: data.folio,
    place: placeName(data.entidad),
    printedAt: data.printedAt,
    demonstration: data.demonstration,
  });
  pdf
    .paragraph(
      'Instituto Nacional Electoral, Dirección Ejecutiva del Registro Federal de Electores. Por conducto de la Unidad ' +
        'Técnica de Vinculación con los Organismos Públicos Locales. Presente.',
    )
    .paragraph(
      'Para hacer uso del Sistema de Captación de Datos para Procesos de Participación Ciudadana y Actores Políticos, ' +
        `este organismo solicita una cuenta de acceso institucional ${addressees(data.officials.length)} que el debido ` +
        'uso y resguardo de la cuenta son su responsabilidad.',
    );
  data.officials.forEach(({ fullName, position, email, phone, roleLabel, process }, index) => {
    pdf.section(`${String(index + 1)}. ${fullName}`, [
      { label: 'Cargo', value: position },
      { label: 'Correo institucional', value: email },
      { label: 'Teléfono', value: phone, code: true },
      { label: 'Función', value: roleLabel },
      { label: 'Proceso', value: process ?? 'Por registrar' },
    ]);
  });
  pdf
    .paragraph('Sin otro particular, reciba un cordial saludo.')
    .signatures([{ role: 'Firma de quien solicita por el Organismo Público Local' }]);
  return pdf.finish();
}

function addressees(count: number): string {
  return count === 1
    ? 'para la siguiente persona funcionaria, a quien se hizo saber'
    : `para cada una de las siguientes ${String(count)} personas funcionarias, a quienes se hizo saber`;
}
