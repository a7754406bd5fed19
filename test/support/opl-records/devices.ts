import { DEFAULT_POLICY, SetEnrolmentPolicy } from '../../../src/contexts/devices/index.js';
import { systemActor } from '../../../src/kernel/access/actor.js';
import { Dispatcher } from '../../../src/kernel/messaging/dispatcher.js';
import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(
      ({ deviceId }) => ({ deviceId }),
      'devices.get-device',
      'devices.get-device-review',
      'devices.identify-device',
    ),
    'devices.name-devices': ({ deviceId }) => ({ deviceIds: [deviceId] }),
    'devices.get-device-keys': ({ deviceId }) => ({ deviceIds: [deviceId] }),
    'devices.get-enrolment-image': ({ deviceId }) => ({ deviceId, part: 'anverso' }),
    'devices.reveal-enrolment': ({ deviceId }) => ({ deviceId, reason: 'queja' }),
    'devices.get-enrolment-policy': ({ entidad }) => ({ entidad }),
  },
  seed: async ({ app }, { entidad }) => {
    const policy = { ...DEFAULT_POLICY, devicesAllowed: 2, entidad, reason: 'Acuerdo' };
    await app.get(Dispatcher).run(systemActor('spec'), new SetEnrolmentPolicy(policy));
    return {};
  },
};
