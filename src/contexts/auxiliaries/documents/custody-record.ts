import { oplName, placeName } from '#electoral/identifiers';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { PdfDocument } from '../../../kernel/documents/pdf.js';
import type { TransferredPapers, TransferredScan } from '../persistence/paper-records.js';

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
  readonly transferred: readonly TransferredPapers[];
  readonly printedAt: Date;
  readonly demonstration: boolean;
}

/** Receipt for every transfer of scans to the OPL under a request, each scan identified by its digest (§6.7). */
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
      {
        label: 'Personas auxiliares',
        value: String(new Set(data.transferred.map(({ idAuxiliar }) => idAuxiliar)).size),
      },
      { label: 'Entregas', value: String(data.transferred.at(-1)?.number ?? 0) },
    ])
    .paragraph(
      'La persona aspirante entregó por el portal, en las fechas que se indican, la responsiva firmada y la copia de la Credencial ' +
        'para Votar de estas personas auxiliares. Conserva las suyas. Cada archivo se identifica por su versión y por la huella de ' +
        'su contenido. Si una persona aparece en varias entregas, la última sustituye a las anteriores.',
    );
  for (const { number, idAuxiliar, transferredAt, responsiva, credencial } of data.transferred) {
    pdf.section(`Entrega ${String(number)} · ${idAuxiliar}`, [
      { label: 'Entrega (hora centro)', value: formatCentral(transferredAt) },
      { label: 'Responsiva', value: describeScan(responsiva) },
      { label: 'Huella de la responsiva', value: responsiva.digest, code: true },
      { label: 'Copia de la credencial', value: describeScan(credencial) },
      { label: 'Huella de la copia', value: credencial.digest, code: true },
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

function describeScan({ number, withdrawn }: TransferredScan): string {
  return `Versión ${String(number)}${withdrawn ? ', retirada por la persona aspirante' : ''}`;
}
