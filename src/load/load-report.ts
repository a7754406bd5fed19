/** The result of a load test. Times are in milliseconds from the start of the upload to the verified receipt. */
export interface LoadReport {
  readonly devices: number;
  readonly concurrency: number;
  readonly seconds: number;
  readonly receiptsVerified: number;
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
  /** Percentiles of records received at the first attempt, so they exclude requested waits. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Responses with status 429 or 5xx; sent again after the requested wait. */
  readonly busy: number;
  readonly secondsWaitedForRetryAfter: number;
  /** Broken connections and timeouts; sent again. */
  readonly brokenConnections: number;
  /** Final refusals by problem code. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Neither received nor refused within the timeout. */
  readonly unsettled: number;
}

/** Collects the results of the senders. */
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

/** A quantile of sorted values; 0 if there are none. */
function quantile(sorted: readonly number[], q: number): number {
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0);
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}

/** The report in Spanish, for the terminal. */
export function reportLines(report: LoadReport): string[] {
  const number = (value: number): string => value.toLocaleString('es-MX');
  const refusals = Object.entries(report.refusals).map(([code, times]) => `${code} ${number(times)}`);
  return [
    `Dispositivos ${number(report.devices)}, a la vez ${number(report.concurrency)}, ${number(report.seconds)} segundos`,
    `Acuses verificados   ${number(report.receiptsVerified)} (${number(report.recordsPerSecond)} por segundo, ${number(report.megabytesPerSecond)} MB/s)`,
    `Tiempo de recepción  p50 ${number(report.p50)} ms · p95 ${number(report.p95)} ms · p99 ${number(report.p99)} ms · el mayor ${number(report.max)} ms`,
    `Servidor ocupado     ${number(report.busy)} veces (429 o 5xx), espera pedida ${number(report.secondsWaitedForRetryAfter)} s`,
    `Conexiones cortadas  ${number(report.brokenConnections)}`,
    `Rechazos             ${refusals.length === 0 ? 'ninguno' : refusals.join(', ')}`,
    `Sin respuesta        ${number(report.unsettled)}`,
  ];
}
