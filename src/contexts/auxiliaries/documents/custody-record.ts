import { oplName, placeName } from '#electoral/identifiers';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { PdfDocument } from '../../../kernel/documents/pdf.js';

export interface CustodyRecordData {
  /** Short reference of the request. */
  readonly number: string;
  readonly reference: string;
  readonly reason: string;
  readonly requestedAt: Date;
  /** The entidad whose OPL asked for the papers. */
  readonly entidad: string;
  readonly aspirant: { readonly folio: string; readonly name: string; readonly officeName: string };
  readonly process: { readonly name: string; readonly practice: boolean };
  readonly transferred: readonly {
    readonly idAuxiliar: string;
    readonly transferredAt: Date;
    /** SHA-256, hexadecimal. */
    readonly responsiva: string;
    readonly credencial: string;
  }[];
  readonly printedAt: Date;
  readonly demonstration: boolean;
}

/** Receipt for the scans that the aspirant transferred to the OPL, each identified by its digest (§6.7). */
export function renderCustodyRecord(data: CustodyRecordData): Promise<Buffer> {
  const { aspirant } = data;
  const pdf = new PdfDocument({
    title: 'Acta de entrega de documentación de auxiliares',
    institution: `Instituto Nacional Electoral · ${oplName(data.entidad)}`,
    subtitle: `${data.process.name} · ${aspirant.officeName}`,
    folio: data.number,
    printedAt: data.printedAt,
    place: placeName(data.entidad),
    practice: data.process.practice,
    demonstration: data.demonstration,
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
      { label: 'Personas auxiliares', value: String(data.transferred.length) },
    ])
    .paragraph(
      'La persona aspirante entregó por el portal, en las fechas que se indican, la responsiva firmada y la copia de la Credencial ' +
        'para Votar de estas personas auxiliares. Conserva las suyas. Cada archivo se identifica por la huella de su contenido.',
    );
  for (const { idAuxiliar, transferredAt, responsiva, credencial } of data.transferred) {
    pdf.section(idAuxiliar, [
      { label: 'Entrega (hora centro)', value: formatCentral(transferredAt) },
      { label: 'Responsiva', value: responsiva, code: true },
      { label: 'Copia de la credencial', value: credencial, code: true },
    ]);
  }
  pdf
    .paragraph('Las dos partes firman esta acta por duplicado.')
    .signatures([
      { role: 'Firma de la persona aspirante', name: aspirant.name },
      { role: 'Firma de quien recibe por el Organismo Público Local' },
    ]);
  return pdf.finish();
}
