import { DiscoveryService } from '@nestjs/core';

/** How a counter is counted again from the rows it counts. */
export interface Recount {
  readonly counter: string;
  /** Answers `dimensions` (jsonb, as the deltas state them) and `value`, one row per figure. */
  readonly sql: string;
}

/** Marks a provider of the context that writes these counters. The nightly check compares each with its recount. */
export const CounterSource = DiscoveryService.createDecorator<readonly Recount[]>();
