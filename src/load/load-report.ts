/** What a load has come to. Times in milliseconds from the first byte sent of a record to its verified receipt. */
export interface LoadReport {
  readonly devices: number;
  readonly concurrency: number;
  readonly seconds: number;
  readonly receiptsVerified: number;
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
  /** Of records received at the first try; what waited because it was asked to is counted apart. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Answers 503: obeyed, and sent again after the time that was asked for. */
  readonly busy: number;
  readonly secondsWaitedForRetryAfter: number;
  /** Connections that broke or gave no answer; sent again. */
  readonly brokenConnections: number;
  /** By code; a refusal is final and its record was not received. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Begun and neither received nor refused when patience ended. */
  readonly unsettled: number;
}

/** Collects what the senders see. */
export class LoadTally {
  readonly #milliseconds: number[] = [];
  #receipts = 0;
  #bytes = 0;
  #busy = 0;
  #waited = 0;
  #broken = 0;
  #unsettled = 0;
  readonly #refusals: Record<string, number> = {};

  received(bytes: number, milliseconds: number, tries: number): void {
    this.#receipts += 1;
    this.#bytes += bytes;
    if (tries === 1) this.#milliseconds.push(milliseconds);
  }

  busy(milliseconds: number): void {
    this.#busy += 1;
    this.#waited += milliseconds;
  }

  broken(): void {
    this.#broken += 1;
  }

  refused(code: string): void {
    this.#refusals[code] = (this.#refusals[code] ?? 0) + 1;
  }

  unsettled(): void {
    this.#unsettled += 1;
  }

  report(devices: number, concurrency: number, seconds: number): LoadReport {
    const sorted = this.#milliseconds.sort((a, b) => a - b);
    return {
      ...{ devices, concurrency, seconds: rounded(seconds) },
      receiptsVerified: this.#receipts,
      recordsPerSecond: rounded(this.#receipts / seconds),
      megabytesPerSecond: rounded(this.#bytes / 1e6 / seconds),
      ...{ p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) },
      max: rounded(sorted.at(-1) ?? 0),
      ...{ busy: this.#busy, secondsWaitedForRetryAfter: rounded(this.#waited / 1000) },
      ...{ brokenConnections: this.#broken, refusals: this.#refusals, unsettled: this.#unsettled },
    };
  }
}

/** Of values in order; 0 where there are none. */
function quantile(sorted: readonly number[], q: number): number {
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0);
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}

/** For the person at the terminal. */
export function reportLines(report: LoadReport): string[] {
  const number = (value: number): string => value.toLocaleString('es-MX');
  const refusals = Object.entries(report.refusals).map(([code, times]) => `${code} ${number(times)}`);
  return [
    `Dispositivos ${number(report.devices)}, a la vez ${number(report.concurrency)}, ${number(report.seconds)} segundos`,
    `Acuses verificados   ${number(report.receiptsVerified)} (${number(report.recordsPerSecond)} por segundo, ${number(report.megabytesPerSecond)} MB/s)`,
    `Tiempo de recepción  p50 ${number(report.p50)} ms · p95 ${number(report.p95)} ms · p99 ${number(report.p99)} ms · el mayor ${number(report.max)} ms`,
    `Servidor ocupado     ${number(report.busy)} veces (503), espera pedida ${number(report.secondsWaitedForRetryAfter)} s`,
    `Conexiones cortadas  ${number(report.brokenConnections)}`,
    `Rechazos             ${refusals.length === 0 ? 'ninguno' : refusals.join(', ')}`,
    `Sin respuesta        ${number(report.unsettled)}`,
  ];
}
