import type { Actor } from '../../kernel/access/actor.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  ConfirmAspirant,
  GetAspirant,
  GetAspirantData,
  GetConfirmationSheet,
  UploadSignedSheet,
  ValidateAspirant,
} from '../../contexts/aspirants/index.js';

/**
 * The rest of an aspirant's registration, as an official goes through it (§5.F): second look, sheet, its scan,
 * confirmation. Does what is missing, nothing twice. The printed sheet stands for its signed scan.
 */
export async function confirmAspirant(dispatcher: Dispatcher, actor: Actor, aspirantId: string): Promise<void> {
  const { status, version, validatedVersion, signedVersion } = await dispatcher.ask(
    actor,
    new GetAspirant({ aspirantId }),
  );
  if (validatedVersion < version) {
    const { warnings } = await dispatcher.ask(actor, new GetAspirantData({ aspirantId }));
    const acknowledged = warnings.map(({ field, code }) => `${field}:${code}`);
    await dispatcher.run(actor, new ValidateAspirant({ aspirantId, version, acknowledged }));
  }
  if (signedVersion < version) {
    const { pdf } = await dispatcher.ask(actor, new GetConfirmationSheet({ aspirantId }));
    await dispatcher.run(actor, new UploadSignedSheet({ aspirantId, version, scan: new Uint8Array(pdf) }));
  }
  if (status !== 'confirmed') await dispatcher.run(actor, new ConfirmAspirant({ aspirantId }));
}
