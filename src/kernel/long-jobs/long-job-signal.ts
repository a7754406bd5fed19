import { Injectable } from '@nestjs/common';

/** Notifies the worker of this process that a new job was committed. Other processes find it by polling. */
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
