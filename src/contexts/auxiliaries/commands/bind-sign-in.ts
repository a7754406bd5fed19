import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { anonymous } from '../../../kernel/access/actor.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { normaliseAuxiliaryId } from '#electoral/normalise';
import { identitySchema, type SignInIdentity } from '../../accounts/index.js';
import { AUXILIARY_COLUMNS, emailHash, type AuxiliaryRow } from '../persistence/auxiliary-records.js';

const input = z.object({ identity: identitySchema, processId: z.uuid(), idAuxiliar: z.string().max(60) });

export interface BoundAuxiliary {
  readonly auxiliaryId: string;
  readonly entidad: string;
  /** False until an account without e-mail is confirmed through the e-mailed link (decision 23). */
  readonly confirmed: boolean;
  readonly emailVersion: number;
}

/**
 * Binds a signed-in account to the auxiliary with this Id Auxiliar at the first sign-in (§7.3, decision 23). From then
 * on only that account is accepted, even if another account has the registered e-mail. Locks the auxiliary until the
 * transaction ends.
 * @throws DomainError AUXILIARIES.ENROLMENT_REFUSED, without revealing which value differs
 */
@CommandSpec({ name: 'auxiliaries.bind-sign-in', permission: 'auxiliaries.enrol', input, heldBy: 'system' })
export class BindSignIn extends KernelCommand<z.infer<typeof input>, BoundAuxiliary> {}

@CommandHandler(BindSignIn)
export class BindSignInHandler implements ICommandHandler<BindSignIn> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly hash: KeyedHash,
  ) {}

  async execute({ input: { identity, processId, idAuxiliar } }: BindSignIn): Promise<BoundAuxiliary> {
    const [auxiliary] = await this.work.sql<AuxiliaryRow>(
      `select ${AUXILIARY_COLUMNS} from auxiliaries.auxiliary where id_auxiliar = $1 for update`,
      [normaliseAuxiliaryId(idAuxiliar)],
    );
    const claim = auxiliary && (await this.#classify(auxiliary, identity));
    if (auxiliary?.processId !== processId || !claim || claim === 'stranger') {
      throw new DomainError('AUXILIARIES.ENROLMENT_REFUSED', { kind: 'forbidden' });
    }
    this.work.authorizeByProof();
    const { id: auxiliaryId, entidad, emailVersion } = auxiliary;
    const confirmed = claim === 'holder';
    const actor = confirmed ? { kind: 'auxiliary', id: auxiliaryId, label: 'auxiliar' } : anonymous();
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId, by: { actor, resource: { entidad } } });
    if (confirmed) {
      await this.work.sql('update auxiliaries.auxiliary set sign_in_subject = $2 where id = $1', [
        auxiliaryId,
        identity.subject,
      ]);
    }
    return { auxiliaryId, entidad, confirmed, emailVersion };
  }

  async #classify(
    auxiliary: AuxiliaryRow,
    { provider, subject, email }: SignInIdentity,
  ): Promise<'holder' | 'unconfirmed' | 'stranger'> {
    if (auxiliary.status === 'discharged' || auxiliary.emailProvider !== provider) return 'stranger';
    if (auxiliary.signInSubject !== null) return auxiliary.signInSubject === subject ? 'holder' : 'stranger';
    if (email === undefined) return 'unconfirmed';
    return auxiliary.emailHash.equals(await emailHash(this.hash, email)) ? 'holder' : 'stranger';
  }
}
