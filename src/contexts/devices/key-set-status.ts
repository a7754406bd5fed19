import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { randomId } from '../../kernel/crypto/random.js';
import { keyPairName } from '../../kernel/crypto/signing.js';
import { StatusSource, type StatusFigure } from '../../kernel/health/status-source.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { contains, DAY_MS, KEY_SET_WARNING_DAYS } from './domain/key-set.js';
import { publicKeyOf } from './key-set-contents.js';
import { allKeySets, keySetInForce, type PublishedKeySet } from './persistence/key-sets.js';
import { Roots } from './roots.js';

/** The published key set: how long it remains valid, and whether it contains the keys in use. */
@Injectable()
export class KeySetStatus extends StatusSource {
  constructor(
    private readonly clock: Clock,
    private readonly keys: KeyStore,
    private readonly transactions: TransactionRunner,
    private readonly work: UnitOfWork,
    private readonly roots: Roots,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    const { offline } = this.roots;
    if (!offline) return [];
    const { inForce, unverified } = await this.transactions.runAsSystem(
      { name: 'devices.key-set-status', correlationId: randomId() },
      async () => ({
        inForce: await keySetInForce(this.work, offline),
        unverified: (await allKeySets(this.work, await this.roots.all())).unverified,
      }),
    );
    const left = inForce ? Date.parse(inForce.contents.expiresAt) - this.clock.now().getTime() : 0;
    return [
      {
        name: 'keys.set-days-left',
        label: 'Días que faltan para que venzan las llaves publicadas',
        value: Math.max(0, Math.floor(left / DAY_MS)),
        unit: '',
        limit: KEY_SET_WARNING_DAYS,
        below: true,
        remedy: 'Firme otro conjunto de llaves con la raíz: «keys request», «keys sign» y «keys publish».',
      },
      {
        name: 'keys.active-unpublished',
        label: 'Llaves en uso que ningún teléfono conoce',
        value: await this.#unpublished(inForce),
        unit: '',
        limit: 0,
        remedy:
          'Publique otra vez el último conjunto firmado («keys publish»); si no lo tiene, «keys request», «keys sign» y «keys publish».',
      },
      {
        name: 'keys.sets-unverified',
        label: 'Conjuntos de llaves guardados que la raíz no firmó',
        value: unverified,
        unit: '',
        limit: 0,
        remedy:
          'Nadie los recibe, pero alguien los escribió en la base de datos: investíguelo. El dueño de la base puede borrarlos de devices.key_set.',
      },
    ];
  }

  /** How many of the keys with which the installation signs and receives now are not in the key set in force. */
  async #unpublished(inForce: PublishedKeySet | undefined): Promise<number> {
    const newest = await Promise.all(
      ['intake', 'receipt', 'lease'].map(async (pair) =>
        (await this.keys.all(keyPairName(pair))).find(({ active }) => active),
      ),
    );
    return newest.filter((key) => key && !(inForce && contains(inForce.contents, publicKeyOf(key)))).length;
  }
}
