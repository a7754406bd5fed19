import { BullModule, getQueueToken } from '@nestjs/bull';
import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Queue } from 'bull';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/config.js';
import { redisConnection } from '../config/transport-security.js';
import {
  DatabaseOwnerStatus,
  FreeSpaceStatus,
  OutboxStatus,
  QueueStatus,
  RejectedJobsStatus,
} from '../health/kernel-status.js';
import { AuthenticMessages } from './authentic-messages.js';
import { BullDelivery, QUEUE } from './bull-delivery.js';
import { ConsumerRunner } from './consumer-runner.js';
import { ListStuckMessagesHandler } from './list-stuck-messages.js';
import { Outbox } from './outbox.js';
import { Delivery, InProcessDelivery } from './delivery.js';
import { OutboxRelay } from './outbox-relay.js';
import { QueuedMessages, type JobData } from './queued-messages.js';
import { RecurringJobs } from './recurring.js';
import { RetryMessageHandler } from './retry-message.js';
import { RetryMessagesHandler } from './retry-messages.js';
import { SettledMessageCleanup } from './settled-message-cleanup.js';
import { StuckMessages } from './stuck-messages.js';

/**
 * How often Bull restarts a stalled job, i.e. one whose worker was killed. After that the relay redelivers its messages
 * when `REDELIVER_AFTER_SECONDS` have passed. With Bull's default of 1, two kills would start that wait.
 */
const MAX_STALLED_COUNT = 5;

/** The outbox, its relay and the delivery: through Bull if Redis is configured, otherwise in this process. */
@Module({})
export class JobsModule {
  static of({ redisUrl }: AppConfig): DynamicModule {
    const queue =
      redisUrl === undefined
        ? []
        : [
            BullModule.forRoot({ redis: redisConnection(redisUrl) }),
            BullModule.registerQueue({ name: QUEUE, settings: { maxStalledCount: MAX_STALLED_COUNT } }),
          ];
    return {
      module: JobsModule,
      imports: [DiscoveryModule, ...queue],
      providers: [
        Outbox,
        AuthenticMessages,
        ConsumerRunner,
        OutboxStatus,
        QueueStatus,
        RejectedJobsStatus,
        DatabaseOwnerStatus,
        FreeSpaceStatus,
        RecurringJobs,
        OutboxRelay,
        SettledMessageCleanup,
        QueuedMessages,
        StuckMessages,
        ListStuckMessagesHandler,
        RetryMessageHandler,
        RetryMessagesHandler,
        {
          provide: Delivery,
          inject: [
            ConsumerRunner,
            QueuedMessages,
            StuckMessages,
            Clock,
            AppConfig,
            { token: getQueueToken(QUEUE), optional: true },
          ],
          useFactory: (
            runner: ConsumerRunner,
            queued: QueuedMessages,
            stuck: StuckMessages,
            clock: Clock,
            { retryAfterMs }: AppConfig,
            bull?: Queue<JobData>,
          ) =>
            bull ? new BullDelivery(bull, runner, queued, stuck, clock, retryAfterMs) : new InProcessDelivery(runner),
        },
      ],
      exports: [Outbox, AuthenticMessages, ConsumerRunner, OutboxRelay, RecurringJobs, SettledMessageCleanup, Delivery],
    };
  }
}
