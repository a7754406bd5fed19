import { Injectable } from '@nestjs/common';

/** Tells the worker of this process that a job was committed. The workers of other processes find it when they poll. */
@Injectable()
export class LongJobSignal {
  #listener: () => void = () => undefined;

  started(): void {
    this.#listener();
  }

  onStarted(listener: () => void): void {
    this.#listener = listener;
  }
}
