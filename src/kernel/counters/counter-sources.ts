import { DiscoveryService } from '@nestjs/core';

/** How to recount a counter from its rows. */
export interface Recount {
  readonly counter: string;
  /** Returns `dimensions` (jsonb, as in the deltas) and `value`, one row per combination of dimensions. */
  readonly sql: string;
}

/** Marks a provider of the context that writes these counters. The nightly check compares each with its recount. */
export const CounterSource = DiscoveryService.createDecorator<readonly Recount[]>();
