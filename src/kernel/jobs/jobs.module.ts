import { BullModule, getQueueToken } from '@nestjs/bull';
import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Queue } from 'bull';
import type { AppConfig } from '../config/config.js';
import { BullDelivery, QUEUE, type JobData } from './bull-delivery.js';
import { ConsumerRunner } from './consumer-runner.js';
import { ListStuckMessagesHandler } from './list-stuck-messages.js';
import { Outbox } from './outbox.js';
import { Delivery, InProcessDelivery, OutboxRelay } from './outbox-relay.js';
import { RetryMessageHandler } from './retry-message.js';
import { StuckMessages } from './stuck-messages.js';
import { Timers } from './timers.js';

/** The outbox, its relay, and one of the two ways of delivery: over Redis where there is one, else in this process. */
@Module({})
export class JobsModule {
  static of({ redisUrl }: AppConfig): DynamicModule {
    const queue =
      redisUrl === undefined ? [] : [BullModule.forRoot({ url: redisUrl }), BullModule.registerQueue({ name: QUEUE })];
    return {
      module: JobsModule,
      imports: [DiscoveryModule, ...queue],
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
          inject: [ConsumerRunner, StuckMessages, { token: getQueueToken(QUEUE), optional: true }],
          useFactory: (runner: ConsumerRunner, stuck: StuckMessages, bull?: Queue<JobData>) =>
            bull ? new BullDelivery(bull, runner, stuck) : new InProcessDelivery(runner),
        },
      ],
      exports: [Outbox, ConsumerRunner, Timers, OutboxRelay, Delivery],
    };
  }
}
