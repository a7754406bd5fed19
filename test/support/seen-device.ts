import type { INestApplicationContext } from '@nestjs/common';
import { asOwner } from './app.js';

/** A device as an official sees it now, for a decision about it. */
export async function seenDevice(
  app: INestApplicationContext,
  deviceId: string,
): Promise<{ readonly deviceId: string; readonly seen: number }> {
  const [row] = await asOwner(app).execute<{ seen: number }[]>(
    'select count(*)::int as seen from devices.device_move where device_id = ?',
    [deviceId],
  );
  return { deviceId, seen: row?.seen ?? 0 };
}
