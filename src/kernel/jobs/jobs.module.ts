import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AppConfig } from '../config/config.js';
import { BullDelivery } from './bull-delivery.js';
import { ConsumerRunner } from './consumer-runner.js';
import { ListStuckMessagesHandler } from './list-stuck-messages.js';
import { Outbox } from './outbox.js';
import { Delivery, InProcessDelivery, OutboxRelay } from './outbox-relay.js';
import { RetryMessageHandler } from './retry-message.js';
import { StuckMessages } from './stuck-messages.js';
import { Timers } from './timers.js';

@Module({
  imports: [DiscoveryModule],
  providers: [
    Outbox,
    ConsumerRunner,
    Timers,
    OutboxRelay,
    StuckMessages,
    ListStuckMessagesHandler,
    RetryMessageHandler,
    {
      provide: Delivery,
      inject: [AppConfig, ConsumerRunner, StuckMessages],
      useFactory: (config: AppConfig, runner: ConsumerRunner, stuck: StuckMessages) =>
        config.redisUrl === undefined
          ? new InProcessDelivery(runner)
          : new BullDelivery(config.redisUrl, runner, stuck),
    },
  ],
  exports: [Outbox, ConsumerRunner, Timers, OutboxRelay, Delivery],
})
export class JobsModule {}
