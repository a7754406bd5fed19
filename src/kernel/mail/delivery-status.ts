import { simpleParser } from 'mailparser';
import { tokensIn } from './return-address.js';

/** The delivery status of one message (RFC 3464). */
export interface DeliveryReport {
  readonly action: 'failed' | 'delayed';
  /** Enhanced status code, RFC 3463: `5.1.1`. */
  readonly status: string;
}

export interface DeliveryNotification {
  /** The tokens of the return addresses of the messages. */
  readonly tokens: readonly Buffer[];
  /** Empty if it only reports successful deliveries. */
  readonly reports: readonly DeliveryReport[];
  /** The Date header. */
  readonly reportedAt: Date | undefined;
}

/** @returns undefined for any other e-mail, e.g. a reply, an out-of-office note or an advertisement. */
export async function readDeliveryStatus(raw: Buffer): Promise<DeliveryNotification | undefined> {
  const mail = await simpleParser(raw, { keepDeliveryStatus: true, skipHtmlToText: true, skipTextToHtml: true });
  const status = mail.attachments.find(({ contentType }) => contentType === 'message/delivery-status');
  if (!status) return undefined;
  const reports = status.content
    .toString('latin1')
    .split(/\r?\n\s*\r?\n/)
    .map(fieldsOf)
    .flatMap(reportOf);
  return { tokens: tokensIn(raw.toString('latin1')), reports, reportedAt: mail.date };
}

/** The fields of one group by lower-case name, with folded lines joined. */
function fieldsOf(group: string): ReadonlyMap<string, string> {
  const lines = group.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), value?.trim() ?? ''] as const];
    }),
  );
}

function reportOf(fields: ReadonlyMap<string, string>): DeliveryReport[] {
  const action = fields.get('action')?.toLowerCase();
  if (action !== 'failed' && action !== 'delayed') return [];
  const code = /[45]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0];
  return [{ action, status: code ?? (action === 'failed' ? '5.0.0' : '4.0.0') }];
}

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/^.\.1\.[06]$|^5\.1\.1$/, 'La dirección no existe o ya no se usa.'],
  [/^4\.1\.1$/, 'El servidor no reconoció la dirección por ahora.'],
  [
    /^.\.1\.2$|^5\.4\.4$|^5\.1\.10$/,
    'El dominio de la dirección (lo que sigue a la arroba) no existe o no recibe correo.',
  ],
  [/^.\.1\.3$/, 'La dirección está mal escrita.'],
  [/^.\.2\.1$/, 'El buzón está desactivado.'],
  [/^.\.2\.2$/, 'El buzón está lleno.'],
  [/^.\.(2\.3|3\.4)$/, 'El servidor no acepta un correo de ese tamaño.'],
  [/^.\.4\.[127]$|^4\.4\.\d+$/, 'El servidor de esa cuenta no responde.'],
  [/^.\.7\.\d+$/, 'El servidor de esa cuenta no aceptó el correo por sus reglas contra correo no deseado.'],
  [/^5/, 'El servidor de esa cuenta rechazó el correo sin decir por qué.'],
  [/^4/, 'El servidor de esa cuenta no pudo recibir el correo por ahora.'],
];

/** The cause in Spanish for the user who must act on it. */
export function causeOf(status: string): string {
  return CAUSES.find(([pattern]) => pattern.test(status))?.[1] ?? '';
}
