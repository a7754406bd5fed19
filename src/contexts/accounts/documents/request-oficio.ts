import { PdfDocument } from '../../../kernel/documents/pdf.js';
import { entidadByKey } from '#electoral/identifiers';

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
  const opl = `Organismo Público Local · ${entidadByKey(data.entidad)?.name ?? data.entidad}`;
  const pdf = new PdfDocument({
    title: 'Solicitud de cuentas de acceso',
    institution: opl,
    subtitle: `Oficio ${data.oficioNumber ?? '________________________'}`,
    folio: data.folio,
    printedAt: data.printedAt,
    ...(data.demonstration ? { watermark: 'DEMOSTRACIÓN' } : {}),
  });
  pdf
    .paragraph(
      'Instituto Nacional Electoral, Dirección Ejecutiva del Registro Federal de Electores. Por conducto de la Unidad ' +
        'Técnica de Vinculación con los Organismos Públicos Locales. Presente.',
    )
    .paragraph(
      'Para hacer uso del Sistema de Captación de Datos para Procesos de Participación Ciudadana y Actores Políticos, ' +
        `este organismo solicita una cuenta de acceso institucional para cada una de las siguientes ${String(data.officials.length)} ` +
        'personas funcionarias, a quienes se hizo saber que el debido uso y resguardo de la cuenta son su responsabilidad.',
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
  pdf.signatures(['Nombre, cargo y firma', 'Lugar y fecha']);
  return pdf.finish();
}
