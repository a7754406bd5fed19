import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AppConfig } from '../config/config.js';
import { BullDelivery } from './bull-delivery.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Outbox } from './outbox.js';
import { Delivery, InProcessDelivery, OutboxRelay } from './outbox-relay.js';
import { Timers } from './timers.js';

@Module({
  imports: [DiscoveryModule],
  providers: [
    Outbox,
    ConsumerRunner,
    Timers,
    OutboxRelay,
    {
      provide: Delivery,
      inject: [AppConfig, ConsumerRunner],
      useFactory: (config: AppConfig, runner: ConsumerRunner) =>
        config.redisUrl === undefined ? new InProcessDelivery(runner) : new BullDelivery(config.redisUrl, runner),
    },
  ],
  exports: [Outbox, ConsumerRunner, Timers, OutboxRelay, Delivery],
})
export class JobsModule {}
