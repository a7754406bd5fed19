import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** Written by `cli load tickets` and read by `npm run load`: enrolment tickets for devices in a practice process. */
const ticketsFileSchema = z.object({
  version: z.literal(1),
  idProceso: z.string(),
  /** The public root key, as in a packaged app. */
  root: z.object({
    ...{ kty: z.string(), crv: z.string(), x: z.string(), y: z.string() },
    ...{ kid: z.string().optional(), use: z.string().optional(), alg: z.string().optional() },
  }),
  tickets: z
    .array(z.object({ ticket: z.string(), idAuxiliar: z.string(), fieldsRead: z.record(z.string(), z.string()) }))
    .min(1),
});
export type TicketsFile = z.infer<typeof ticketsFileSchema>;

/** The file is readable only by its owner, because it allows enrolment. */
export async function writeTickets(path: string, file: TicketsFile): Promise<void> {
  await writeFile(path, `${JSON.stringify(file, null, 1)}\n`, { mode: 0o600 });
}

/** @throws Error with a Spanish message for the operator. */
export async function readTickets(path: string): Promise<TicketsFile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`No se pudo leer el archivo de pases: ${path}.`);
  });
  const parsed = ticketsFileSchema.safeParse(parsedJson(text));
  if (!parsed.success) throw new Error('Ese archivo no es de pases; hágalo con «cli load tickets».');
  return parsed.data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
