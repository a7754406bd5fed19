import { formatCentral } from '../../../kernel/clock/central-time.js';
import { PdfDocument } from '../../../kernel/documents/pdf.js';
import { oplName, placeName } from '#electoral/identifiers';

/** Document kind of signed Declaratorias among the encrypted documents. */
export const SIGNED_DECLARATION = 'accounts.declaration';

export interface DeclarationData {
  readonly fullName: string;
  readonly position: string;
  readonly email: string;
  readonly phone: string;
  readonly account: string;
  readonly roleLabel: string;
  /** Null: DERFE. */
  readonly entidad: string | null;
  readonly grantEndsAt: Date;
  readonly printedAt: Date;
  readonly demonstration: boolean;
}

const INE_PLACE = 'Ciudad de México';

const UNDERTAKINGS = [
  'Declaro que usaré la cuenta que se me asigna únicamente para las actividades que me corresponden en el Sistema de ' +
    'Captación de Datos para Procesos de Participación Ciudadana y Actores Políticos, y que su debido uso y resguardo ' +
    'son mi responsabilidad.',
  'Me obligo a guardar confidencialidad de los datos personales a los que tenga acceso, a no reproducirlos, ' +
    'comunicarlos ni conservarlos por ningún medio, y a no permitir que otra persona use mi cuenta o mi contraseña.',
  'Sé que cada consulta y cada cambio que haga queda registrado con mi cuenta, día y hora, y que el mal uso de los ' +
    'datos tiene consecuencias administrativas y penales. Estas obligaciones subsisten después de que mi cuenta termine.',
] as const;

/** Renders the Declaratoria de Confidencialidad that an official signs (§4.4). */
export function renderDeclaration(data: DeclarationData): Promise<Buffer> {
  const institution =
    data.entidad === null ? 'Dirección Ejecutiva del Registro Federal de Electores' : oplName(data.entidad);
  const pdf = new PdfDocument({
    title: 'Declaratoria de Confidencialidad',
    institution: `Instituto Nacional Electoral · ${institution}`,
    subtitle: 'Sistema de Captación de Datos para Procesos de Participación Ciudadana y Actores Políticos',
    folio: data.account,
    place: data.entidad === null ? INE_PLACE : placeName(data.entidad),
    printedAt: data.printedAt,
    demonstration: data.demonstration,
  });
  pdf
    .section('Persona funcionaria', [
      { label: 'Nombre completo', value: data.fullName },
      { label: 'Cargo', value: data.position },
      { label: 'Correo institucional', value: data.email },
      { label: 'Teléfono', value: data.phone, code: true },
    ])
    .section('Cuenta', [
      { label: 'Cuenta de acceso', value: data.account },
      { label: 'Función', value: data.roleLabel },
      { label: 'Institución', value: institution },
      { label: 'Vigente hasta', value: `${formatCentral(data.grantEndsAt)} (hora centro)` },
    ]);
  for (const undertaking of UNDERTAKINGS) pdf.paragraph(undertaking);
  pdf.signatures([{ role: 'Firma de la persona funcionaria', name: data.fullName, position: data.position }]);
  return pdf.finish();
}
