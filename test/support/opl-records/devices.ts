import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(
      ({ deviceId }) => ({ deviceId }),
      'devices.get-device',
      'devices.get-device-review',
      'devices.identify-device',
    ),
    'devices.get-device-keys': ({ deviceId }) => ({ deviceIds: [deviceId] }),
    'devices.get-enrolment-image': ({ deviceId }) => ({ deviceId, part: 'anverso' }),
    'devices.get-enrolment-policy': ({ entidad }) => ({ entidad }),
  },
};
