import type { Actor } from '../../kernel/access/actor.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { documentCode } from '../../kernel/documents/document-code.js';
import { signedScan } from '../builders/index.js';
import {
  ConfirmAspirant,
  GetAspirant,
  GetAspirantData,
  UploadSignedSheet,
  ValidateAspirant,
} from '../../contexts/aspirants/index.js';

/**
 * Completes an aspirant's registration (§5.F): validation, signed sheet, confirmation. Idempotent.
 * @param scan the scan of the signed sheet; defaults to a fictitious one.
 */
export async function confirmAspirant(
  dispatcher: Dispatcher,
  actor: Actor,
  aspirantId: string,
  scan?: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { folio, status, version, validatedVersion, signedVersion } = await dispatcher.ask(
    actor,
    new GetAspirant({ aspirantId }),
  );
  if (validatedVersion < version) {
    const { warnings } = await dispatcher.ask(actor, new GetAspirantData({ aspirantId }));
    const acknowledged = warnings.map(({ field, code }) => `${field}:${code}`);
    await dispatcher.run(actor, new ValidateAspirant({ aspirantId, version, acknowledged }));
  }
  if (signedVersion < version) {
    const signed = scan ?? new Uint8Array(await signedScan(documentCode(folio, version)));
    await dispatcher.run(actor, new UploadSignedSheet({ aspirantId, version, scan: signed }));
  }
  if (status !== 'confirmed') await dispatcher.run(actor, new ConfirmAspirant({ aspirantId }));
}
