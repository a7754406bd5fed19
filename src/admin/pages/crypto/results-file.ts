import { compactDecrypt, importJWK } from 'jose';
import { base64Url } from './key-pair.js';

export interface OpenedResults {
  readonly header: ResultsHeader;
  readonly summaries: readonly ResultsSummary[];
  readonly records: readonly ResultsRecord[];
  /** The decrypted bytes. */
  readonly content: Uint8Array<ArrayBuffer>;
}

export interface ResultsHeader {
  readonly format: string;
  readonly idProceso: string;
  readonly processName: string;
  readonly practice: boolean;
  readonly records: number;
  readonly bodySha256: string;
}

export interface ResultsSummary {
  readonly aspirantId: string;
  readonly folio?: string;
  readonly displayName?: string;
  readonly records: number;
  readonly classes: Readonly<Record<string, number>>;
}

export interface ResultsRecord {
  readonly folio: string;
  readonly aspirantId: string;
  readonly reportedClass: string;
}

const FORMAT = 'apoyo-ciudadano.results.v1';

/** Why the results cannot be opened, as a sentence for the user. */
export class ResultsFileError extends Error {}

/** Decrypts a delivery in the browser with the OPL's private key and verifies it against its header. */
export async function openResults(jwe: string, privateKeyText: string): Promise<OpenedResults> {
  const content = await decrypt(jwe.trim(), await keyOf(privateKeyText), RESULTS_NOT_OPENED);
  const end = content.indexOf(0x0a);
  const lines = new TextDecoder()
    .decode(content)
    .split('\n')
    .filter((line) => line !== '');
  const [header, ...body] = lines.map((line) => JSON.parse(line) as { type: string });
  const opened = {
    header: header as unknown as ResultsHeader,
    summaries: body.filter(({ type }) => type === 'summary') as unknown as ResultsSummary[],
    records: body.filter(({ type }) => type === 'record') as unknown as ResultsRecord[],
    content,
  };
  const digest = await sha256(content.slice(end + 1));
  const whole = digest === opened.header.bodySha256 && opened.records.length === opened.header.records;
  if (opened.header.format !== FORMAT || !whole) {
    throw new ResultsFileError(
      'El archivo se abrió, pero su contenido no está completo. Descárguelo de nuevo o avise a la DERFE.',
    );
  }
  return opened;
}

const RESULTS_NOT_OPENED =
  'Los resultados no se abren con esa llave. Use la llave privada cuya pública estaba registrada cuando la DERFE cerró el proceso.';
const TEST_NOT_OPENED =
  'Esa llave privada no corresponde a la llave pública registrada. Elija el archivo que guardó con ella, o registre la llave pública que le corresponde.';

/** Decrypts the test package of a public key in the browser; returns its content, Base64url, as proof (§13.1). */
export async function openTestPackage(jwe: string, privateKeyText: string): Promise<string> {
  return base64Url((await decrypt(jwe, await keyOf(privateKeyText), TEST_NOT_OPENED)).buffer);
}

async function keyOf(text: string): Promise<CryptoKey | Uint8Array> {
  try {
    const jwk = JSON.parse(text) as Record<string, string>;
    if (jwk['d'] === undefined) {
      throw new ResultsFileError(
        'Ese archivo tiene la llave pública. Elija el de la llave privada, que guardó al generar el par.',
      );
    }
    const alg = jwk['kty'] === 'RSA' ? 'RSA-OAEP-256' : 'ECDH-ES+A256KW';
    return await importJWK({ ...jwk, key_ops: undefined, use: undefined }, alg);
  } catch (error) {
    if (error instanceof ResultsFileError) throw error;
    throw new ResultsFileError('Ese archivo no es una llave privada. Elija el que guardó al generar el par.');
  }
}

async function decrypt(jwe: string, key: CryptoKey | Uint8Array, notOpened: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ['ECDH-ES+A256KW', 'RSA-OAEP-256'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return new Uint8Array(plaintext);
  } catch {
    throw new ResultsFileError(notOpened);
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
