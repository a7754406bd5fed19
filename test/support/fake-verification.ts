import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { CqrsModule, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  ListDamagedSupports,
  VerifySupports,
  WaitForInFlightUploads,
  type DamagedSupport,
  type VerifiedSupport,
} from '../../src/contexts/intake/index.js';
import {
  CountByClass,
  CountPendingMatches,
  CountPendingReviews,
  CountPendingWithdrawals,
  GetReviewFacts,
  ListUnprocessable,
} from '../../src/contexts/verification/index.js';
import { UnitOfWork } from '../../src/kernel/messaging/unit-of-work.js';

/** The aspirant of every support. */
export const aspirantId = randomUUID();
export const CLAVE = 'GMVLMR80070501M100';

/** Answers of the fake handlers. */
export const fake = {
  pendingReviews: 0,
  pendingMatches: 0,
  pendingWithdrawals: 0,
  classes: new Map<string, number>(),
  folios: new Map<string, string>(),
  unprocessable: [] as string[],
  /** By support id, the fields in which the answer of intake differs from that for a record without faults. */
  records: new Map<string, Partial<VerifiedSupport>>(),
  /** The damaged supports that the scrub found. */
  damaged: [] as DamagedSupport[],
  /** The verdict of a support in verification, if it is not `sin-inconsistencia`. */
  verdicts: new Map<string, { readonly deskVerdict: string; readonly deskReason: string | null }>(),
  /** Supports that exist in verification but not in intake. */
  withoutRecord: [] as string[],
};
const RECEIVED = { receivedAt: '2027-01-15T18:00:00.000Z', integrityCode: 'ab'.repeat(32) };

@QueryHandler(CountByClass)
class FakeCountByClass implements IQueryHandler<CountByClass> {
  constructor(private readonly work: UnitOfWork) {}
  execute(): Promise<object[]> {
    this.work.authorize({});
    return Promise.resolve(
      [...fake.classes].map(([reportedClass, supports]) => ({ officeId: 'o', aspirantId, reportedClass, supports })),
    );
  }
}

@QueryHandler(GetReviewFacts)
class FakeGetReviewFacts implements IQueryHandler<GetReviewFacts> {
  constructor(private readonly work: UnitOfWork) {}
  execute({ input: { supportId } }: GetReviewFacts): Promise<object> {
    this.work.authorize({});
    const folio = fake.folios.get(supportId);
    const reportedClass = fake.unprocessable.includes(supportId) ? 'con-inconsistencia' : 'valido';
    const read = { claveElector: CLAVE };
    const deskVerdict = fake.unprocessable.includes(supportId) ? 'no-procesable' : 'sin-inconsistencia';
    const review = { outOfPeriod: false, deskVerdict, deskReason: null, ...fake.verdicts.get(supportId) };
    return Promise.resolve({
      supportId,
      folio,
      aspirantId,
      channel: 'app',
      ...RECEIVED,
      reportedClass,
      ...review,
      read,
    });
  }
}

@QueryHandler(CountPendingReviews)
class FakeCountPendingReviews implements IQueryHandler<CountPendingReviews> {
  constructor(private readonly work: UnitOfWork) {}
  execute(): Promise<number> {
    this.work.authorize({});
    return Promise.resolve(fake.pendingReviews);
  }
}

@QueryHandler(CountPendingMatches)
class FakeCountPendingMatches implements IQueryHandler<CountPendingMatches> {
  constructor(private readonly work: UnitOfWork) {}
  execute(): Promise<number> {
    this.work.authorize({});
    return Promise.resolve(fake.pendingMatches);
  }
}

@QueryHandler(CountPendingWithdrawals)
class FakeCountPendingWithdrawals implements IQueryHandler<CountPendingWithdrawals> {
  constructor(private readonly work: UnitOfWork) {}
  execute(): Promise<number> {
    this.work.authorize({});
    return Promise.resolve(fake.pendingWithdrawals);
  }
}

@QueryHandler(ListUnprocessable)
class FakeListUnprocessable implements IQueryHandler<ListUnprocessable> {
  constructor(private readonly work: UnitOfWork) {}
  execute(): Promise<string[]> {
    this.work.authorize({});
    return Promise.resolve(fake.unprocessable);
  }
}

@QueryHandler(VerifySupports)
class FakeVerifySupports implements IQueryHandler<VerifySupports> {
  constructor(private readonly work: UnitOfWork) {}
  execute({ input: { after } }: VerifySupports): Promise<object> {
    this.work.authorize({});
    const all = [...fake.folios]
      .filter(([supportId]) => !fake.withoutRecord.includes(supportId))
      .map(([supportId, folio]) => ({
        ...{ supportId, folio, aspirantId, flags: [], faults: [] },
        ...RECEIVED,
        ...fake.records.get(supportId),
      }));
    // Returns two pages.
    const next = after ? undefined : { receivedAt: RECEIVED.receivedAt, folio: '' };
    return Promise.resolve({ supports: after ? all.slice(1) : all.slice(0, 1), next });
  }
}

@QueryHandler(ListDamagedSupports)
class FakeListDamagedSupports implements IQueryHandler<ListDamagedSupports> {
  constructor(private readonly work: UnitOfWork) {}
  execute(): Promise<DamagedSupport[]> {
    this.work.authorize({});
    return Promise.resolve(fake.damaged);
  }
}

/** No upload is in flight. */
@QueryHandler(WaitForInFlightUploads)
class FakeWaitForInFlightUploads implements IQueryHandler<WaitForInFlightUploads> {
  constructor(private readonly work: UnitOfWork) {}
  execute(): Promise<object> {
    this.work.authorize({});
    return Promise.resolve({});
  }
}

/** Fakes of the queries that the close sends to verification and intake. */
@Module({
  imports: [CqrsModule],
  providers: [
    FakeCountByClass,
    FakeGetReviewFacts,
    FakeCountPendingReviews,
    FakeCountPendingMatches,
    FakeCountPendingWithdrawals,
    FakeListUnprocessable,
    FakeListDamagedSupports,
    FakeVerifySupports,
    FakeWaitForInFlightUploads,
  ],
})
export class FakeVerificationModule {}
