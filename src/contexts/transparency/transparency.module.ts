import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReceiptPage } from './portal/receipt-page.controller.js';
import { CheckReceiptHandler } from './queries/check-receipt.js';

/** Public verification that a receipt is genuine and its record unaltered (§10.3). */
@Module({
  imports: [CqrsModule],
  controllers: [ReceiptPage],
  providers: [CheckReceiptHandler],
})
export class TransparencyModule {}
