import { formatCentral } from '../../../kernel/clock/central-time.js';
import { PdfDocument } from '../../../kernel/documents/pdf.js';

export interface CustodyActData {
  /** Short name of the request, to find it by. */
  readonly number: string;
  readonly reference: string;
  readonly reason: string;
  readonly requestedAt: Date;
  readonly aspirant: { readonly folio: string; readonly name: string; readonly officeName: string };
  readonly process: { readonly name: string; readonly practice: boolean };
  readonly handed: readonly {
    readonly idAuxiliar: string;
    readonly handedAt: Date;
    /** SHA-256, hexadecimal. */
    readonly responsiva: string;
    readonly credencial: string;
  }[];
  readonly printedAt: Date;
}

/** Act of what the aspirant handed to the OPL, and when (§6.7); each scan is named by its digest. */
export function renderCustodyAct(data: CustodyActData): Promise<Buffer> {
  const { aspirant } = data;
  const pdf = new PdfDocument({
    title: 'Acta de entrega de documentación de auxiliares',
    institution: 'Instituto Nacional Electoral · Organismo Público Local',
    subtitle: `${data.process.name} · ${aspirant.officeName}`,
    folio: data.number,
    printedAt: data.printedAt,
    practice: data.process.practice,
  });
  pdf
    .section('Solicitud del OPL', [
      { label: 'Oficio', value: data.reference },
      { label: 'Motivo', value: data.reason },
      { label: 'Fecha (hora centro)', value: formatCentral(data.requestedAt) },
    ])
    .section('Entrega', [
      { label: 'Persona aspirante', value: aspirant.name },
      { label: 'Folio', value: aspirant.folio, code: true },
      { label: 'Personas auxiliares', value: String(data.handed.length) },
    ])
    .paragraph(
      'La persona aspirante entregó por el portal, en las fechas que se indican, la responsiva firmada y la copia de la Credencial ' +
        'para Votar de estas personas auxiliares. Conserva las suyas. Cada archivo se identifica por su código SHA-256.',
    );
  for (const { idAuxiliar, handedAt, responsiva, credencial } of data.handed) {
    pdf.section(idAuxiliar, [
      { label: 'Entrega (hora centro)', value: formatCentral(handedAt) },
      { label: 'Responsiva', value: responsiva, code: true },
      { label: 'Copia de la credencial', value: credencial, code: true },
    ]);
  }
  pdf.signatures(['Firma de la persona aspirante', 'Nombre y firma de quien recibe por el OPL']);
  return pdf.finish();
}
