import { Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { AuditedDetails } from '../../../kernel/audit/audited-details.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { addEvidenceKeys, findEvidenceKeys, openFirstEvidenceKey } from '../persistence/evidence-keys.js';
import { findSupports } from '../persistence/support-records.js';
import { ProvenKeys } from '../unseal/proven-keys.js';
import type { RecordKey } from '../unseal/support-opener.js';

/** The use cases whose entries with a `class` prove that a record was opened and verified. */
const VERIFIED_BY = ['verification.verify-support', 'verification.verify-again', 'verification.verify-quarantined'];

const input = z.object({ supportIds: z.array(z.uuid()).min(1).max(50) });

export interface WrappedKeys {
  /** Their keys were obtained with the intake key, because none of their wrapped keys could be opened. */
  readonly wrapped: number;
  /** Their keys were wrapped under an earlier evidence key. */
  readonly rewrapped: number;
  /** Not wrapped, because something does not match; the log names them. */
  readonly refused: number;
}

/**
 * Wraps the keys of verified records under the newest evidence key unless they already are: after an update, a
 * rotation, or the loss of an evidence key. Rows are not trusted: the audit trail must have an authentic entry of the
 * verification, and the file and the integrity code are taken from the signed receipt ({@link ProvenKeys}).
 * @throws OutageError if this process does not hold the intake key.
 */
@CommandSpec({
  name: 'verification.wrap-evidence-keys',
  permission: 'verification.wrap-evidence-keys',
  input,
  heldBy: 'system',
  noLegalDeadline: 'keeps the time at which a key was wrapped',
})
export class WrapEvidenceKeys extends KernelCommand<z.infer<typeof input>, WrappedKeys> {}

@CommandHandler(WrapEvidenceKeys)
export class WrapEvidenceKeysHandler implements ICommandHandler<WrapEvidenceKeys> {
  readonly #logger = new Logger('WrapEvidenceKeys');

  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly auditedDetails: AuditedDetails,
    private readonly proven: ProvenKeys,
  ) {}

  async execute({ input: { supportIds } }: WrapEvidenceKeys): Promise<WrappedKeys> {
    // Spans all entidades: only the system has this permission.
    this.work.authorize({});
    const current = await this.#currentKeys(supportIds);
    const missing = supportIds.filter((id) => !current.opened.has(id));
    const { keys, refused } = await this.#provenKeys(missing);
    const added = [...current.earlier, ...keys].map(([supportId, recordKey]) => ({ supportId, recordKey }));
    await addEvidenceKeys(this.work, this.cipher, added, this.clock.now());
    await this.work.sql('select verification.delete_replaced_evidence_keys($1::uuid[])', [
      added.map(({ supportId }) => supportId),
    ]);
    const result = { wrapped: keys.size, rewrapped: current.earlier.size, refused };
    if (added.length + refused > 0) this.work.audit({ subject: ['none', ''], details: result });
    return result;
  }

  /** The ids of records with a key that can be opened, and the keys among these that an earlier evidence key wraps. */
  async #currentKeys(supportIds: readonly string[]) {
    const opened = new Set<string>();
    const earlier = new Map<string, RecordKey>();
    for (const [id, values] of await findEvidenceKeys(this.work, supportIds)) {
      const found = await openFirstEvidenceKey(this.cipher, id, values);
      if (!found) continue;
      opened.add(id);
      if (!(await this.cipher.isUnderNewest(found.encrypted, 'evidence'))) earlier.set(id, found.value);
    }
    return { opened, earlier };
  }

  async #provenKeys(supportIds: readonly string[]) {
    const records = (await findSupports(this.work, supportIds)).filter(({ state }) => state === 'verified');
    const entries = await this.auditedDetails.find({
      subjectKind: 'support',
      subjectIds: records.map(({ id }) => id),
      actions: VERIFIED_BY,
      detail: 'class',
    });
    const verified = new Set(entries.map(({ subjectId }) => subjectId));
    const proven = await this.proven.of(records.filter(({ id }) => verified.has(id)));
    const keys = new Map<string, RecordKey>();
    for (const { id } of records) {
      const one = proven.get(id) ?? 'audit.not-verified';
      if (typeof one === 'object') keys.set(id, one);
      else this.#logger.warn({ msg: 'could not wrap an evidence key', supportId: id, cause: one });
    }
    return { keys, refused: records.length - keys.size };
  }
}
