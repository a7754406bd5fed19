import type { INestApplicationContext } from '@nestjs/common';
import { DischargeAuxiliary } from '../../src/contexts/auxiliaries/index.js';
import { registerAuxiliary, type WorldAuxiliary } from '../../src/demonstration/world/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import type { ManualClock } from '../../src/kernel/clock/clock.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';

const system = systemActor('spec');

export interface NewAuxiliary {
  readonly nombre: string;
  readonly paterno: string;
  readonly materno: string;
  readonly fechaNacimiento: string;
  readonly telefonoMovil: string;
  readonly email: string;
  readonly claveElector: string;
}

/** A person with these surnames; each number makes a different person. */
export const auxiliaryCalled = (paterno: string, materno: string, nth: number): NewAuxiliary => ({
  ...{ nombre: 'Ana', paterno, materno, fechaNacimiento: '1997-06-13' },
  telefonoMovil: `44200000${String(nth).padStart(2, '0')}`,
  email: `ana${String(nth)}@correo.example`,
  claveElector: `XLIBGD97061319M1${String(nth).padStart(2, '0')}`,
});

/** Registers auxiliaries of an aspirant, one millisecond apart. Their claves de elector must be in the roll. */
export async function registerEach(
  app: INestApplicationContext,
  clock: ManualClock,
  aspirantId: string,
  people: readonly NewAuxiliary[],
): Promise<WorldAuxiliary[]> {
  const registered: WorldAuxiliary[] = [];
  for (const person of people) {
    clock.advance(1);
    registered.push(await registerAuxiliary(app.get(Dispatcher), system, aspirantId, person));
  }
  return registered;
}

export async function discharge(app: INestApplicationContext, auxiliary: WorldAuxiliary | undefined): Promise<void> {
  const { auxiliaryId = '' } = auxiliary ?? {};
  await app.get(Dispatcher).run(system, new DischargeAuxiliary({ auxiliaryId, reason: 'Ya no colabora' }));
}
