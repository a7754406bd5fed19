/**
 * Reads the parts of a TensorFlow Lite file that a plain convolutional network needs: tensors and operators. The layout
 * is that of TensorFlow's `schema.fbs` (FlatBuffers, little endian).
 */
export interface Tensor {
  readonly shape: readonly number[];
  /** Constant values, half floats converted to single precision; undefined for computed tensors. */
  readonly values?: Float32Array;
}

export interface Step {
  readonly kind: StepKind;
  readonly inputs: readonly number[];
  readonly output: number;
  readonly stride: number;
}

export interface Model {
  readonly tensors: readonly Tensor[];
  readonly steps: readonly Step[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export type StepKind =
  'add' | 'concatenate' | 'convolve' | 'convolve-depthwise' | 'dequantise' | 'pool-max' | 'relu' | 'reshape' | 'pad';

/** `BuiltinOperator` of the schema. */
const KIND_BY_OPERATOR: Readonly<Record<number, StepKind>> = {
  0: 'add',
  2: 'concatenate',
  3: 'convolve',
  4: 'convolve-depthwise',
  6: 'dequantise',
  17: 'pool-max',
  19: 'relu',
  22: 'reshape',
  34: 'pad',
};
/** Operators with a stride in their options; it is the same in both directions. */
const STRIDED_KINDS: ReadonlySet<StepKind> = new Set(['convolve', 'convolve-depthwise', 'pool-max']);
const FLOAT16 = 1;

/** @throws Error if the file is not a model or has unsupported operators. */
export function readModel(file: ArrayBuffer): Model {
  const buffer = new FlatBuffer(file);
  if (buffer.identifier !== 'TFL3') throw new Error('not a TensorFlow Lite file');
  const model = buffer.root;
  const codes = model.tables(1).map((code) => code.byte(0));
  const stored = model.tables(4).map((one) => one.bytes(0));
  const [graph] = model.tables(2);
  if (!graph) throw new Error('the model has no graph');
  const tensors = graph.tables(0).map((tensor): Tensor => {
    const shape = tensor.integers(0);
    const bytes = stored[tensor.unsigned(2)];
    if (!bytes || bytes.length === 0) return { shape };
    return { shape, values: tensor.byte(1) === FLOAT16 ? decodeFloat16(bytes) : floatsOf(bytes) };
  });
  const steps = graph.tables(3).map((step): Step => {
    const code = codes[step.unsigned(0)] ?? -1;
    const kind = KIND_BY_OPERATOR[code];
    const [output] = step.integers(2);
    if (!kind || output === undefined) throw new Error(`the model has an unsupported operator (${String(code)})`);
    const stride = STRIDED_KINDS.has(kind) ? (step.table(4)?.integer(1) ?? 1) : 1;
    return { kind, inputs: step.integers(1), output, stride };
  });
  return { tensors, steps, inputs: graph.integers(1), outputs: graph.integers(2) };
}

function floatsOf(bytes: Uint8Array): Float32Array {
  const whole = bytes.slice(0, bytes.length - (bytes.length % 4));
  return new Float32Array(whole.buffer);
}

/** Converts IEEE half floats to single precision. */
function decodeFloat16(bytes: Uint8Array): Float32Array {
  const halves = new Uint16Array(bytes.slice().buffer);
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

class FlatBuffer {
  readonly view: DataView;

  constructor(file: ArrayBuffer) {
    this.view = new DataView(file);
  }

  get identifier(): string {
    return String.fromCharCode(...new Uint8Array(this.view.buffer, 4, 4));
  }

  get root(): Table {
    return new Table(this.view, this.view.getUint32(0, true));
  }
}

/** A FlatBuffers table. Fields are addressed by their number in the schema; absent ones have their default. */
class Table {
  constructor(
    private readonly view: DataView,
    private readonly at: number,
  ) {}

  byte(field: number): number {
    const position = this.offsetOf(field);
    return position === 0 ? 0 : this.view.getUint8(position);
  }

  unsigned(field: number): number {
    const position = this.offsetOf(field);
    return position === 0 ? 0 : this.view.getUint32(position, true);
  }

  integer(field: number): number {
    const position = this.offsetOf(field);
    return position === 0 ? 0 : this.view.getInt32(position, true);
  }

  table(field: number): Table | undefined {
    const position = this.offsetOf(field);
    return position === 0 ? undefined : new Table(this.view, this.follow(position));
  }

  tables(field: number): Table[] {
    const { start, length } = this.vector(field);
    return Array.from({ length }, (_, i) => new Table(this.view, this.follow(start + 4 * i)));
  }

  integers(field: number): number[] {
    const { start, length } = this.vector(field);
    return Array.from({ length }, (_, i) => this.view.getInt32(start + 4 * i, true));
  }

  bytes(field: number): Uint8Array {
    const { start, length } = this.vector(field);
    return new Uint8Array(this.view.buffer, start, length);
  }

  private vector(field: number): { start: number; length: number } {
    const position = this.offsetOf(field);
    if (position === 0) return { start: 0, length: 0 };
    const vector = this.follow(position);
    return { start: vector + 4, length: this.view.getUint32(vector, true) };
  }

  private offsetOf(field: number): number {
    const vtable = this.at - this.view.getInt32(this.at, true);
    const entry = 4 + 2 * field;
    if (entry >= this.view.getUint16(vtable, true)) return 0;
    const offset = this.view.getUint16(vtable + entry, true);
    return offset === 0 ? 0 : this.at + offset;
  }

  private follow(position: number): number {
    return position + this.view.getUint32(position, true);
  }
}
