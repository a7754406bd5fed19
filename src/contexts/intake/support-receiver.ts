import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GroupCommit } from '../../kernel/messaging/group-commit.js';
import { ReceiveSupports, type ReceiveResult, type StoredUpload } from './commands/receive-supports.js';

/** Maximum number of records per commit. */
const MAX_BATCH_SIZE = 64;

/** Group commit: concurrent uploads share one transaction, because each waits for a WAL flush (§10.3). */
@Injectable()
export class SupportReceiver {
  readonly #groupCommit: GroupCommit<StoredUpload, ReceiveResult>;

  constructor(dispatcher: Dispatcher) {
    const actor = systemActor('intake.receptions');
    this.#groupCommit = new GroupCommit(
      (uploads) => dispatcher.run(actor, new ReceiveSupports({ uploads })),
      MAX_BATCH_SIZE,
    );
  }

  /**
   * Resolves once the record is committed.
   * @throws DomainError the refusal that {@link ReceiveSupports} returned for it.
   */
  receive(upload: StoredUpload): Promise<ReceiveResult> {
    return this.#groupCommit.add(upload);
  }
}
