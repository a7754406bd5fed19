import { z } from 'zod';

/** How many padrón queries an aspirant may cause per day (decision 28). */
export const padronLimitsSchema = z.object({
  /** People who are registered one by one. */
  perDay: z.int().min(1).max(10_000),
  /** Rows of files. */
  perDayByFile: z.int().min(1).max(1_000_000),
});
export type PadronLimits = z.infer<typeof padronLimitsSchema>;

/** Apply until DERFE sets others for an entidad. */
export const DEFAULT_PADRON_LIMITS: PadronLimits = { perDay: 500, perDayByFile: 20_000 };
