import { readModel, type Model, type Step, type Tensor } from './tflite.js';

/** A feature map in row-major order, channels last. */
interface Layer {
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

type Kernel = () => void;

/**
 * A small convolutional network in plain JavaScript, without WebAssembly or WebGL. All layers are allocated once, so a
 * run allocates nothing.
 */
export class Network {
  readonly input: Float32Array;
  readonly outputs: readonly Float32Array[];
  private readonly kernels: readonly Kernel[];

  private constructor(model: Model) {
    const layers = new Map<number, Layer>();
    const constants = new Map<number, Float32Array>();
    const layerOf = (index: number): Layer => {
      const known = layers.get(index);
      if (known) return known;
      const made = emptyLayer(model.tensors[index]);
      layers.set(index, made);
      return made;
    };
    const constantOf = (index: number): Float32Array => {
      const values = constants.get(index) ?? model.tensors[index]?.values;
      if (!values) throw new Error('the model lacks a constant');
      return values;
    };
    const [input = -1] = model.inputs;
    this.input = layerOf(input).data;
    this.kernels = model.steps.flatMap((step) => {
      const [from = -1] = step.inputs;
      // readModel already converted the half floats.
      if (step.kind === 'dequantise') {
        constants.set(step.output, constantOf(from));
        return [];
      }
      return [kernelFor(step, model.tensors, layerOf, constantOf)];
    });
    this.outputs = model.outputs.map((index) => layerOf(index).data);
  }

  /** @throws Error if the file is not a model or has unsupported operators. */
  static from(file: ArrayBuffer): Network {
    return new Network(readModel(file));
  }

  /** Computes `outputs` from `input`. */
  run(): void {
    for (const step of this.kernels) step();
  }
}

function emptyLayer(tensor: Tensor | undefined): Layer {
  if (!tensor) throw new Error('the model refers to a missing tensor');
  const [, height = 1, width = 1, channels = 1] = tensor.shape;
  return { data: new Float32Array(height * width * channels), height, width, channels };
}

function kernelFor(
  { kind, inputs, output, stride }: Step,
  tensors: readonly Tensor[],
  layerOf: (index: number) => Layer,
  constantOf: (index: number) => Float32Array,
): Kernel {
  const [a = -1, b = -1, c = -1] = inputs;
  const from = layerOf(a);
  const to = layerOf(output);
  switch (kind) {
    case 'convolve': {
      const [, side = 1] = tensors[b]?.shape ?? [];
      const [weights, bias] = [constantOf(b), constantOf(c)];
      if (side !== 1 || stride !== 1)
        return () => {
          convolve(from, to, weights, bias, side, stride);
        };
      return () => {
        convolvePointwise(from, to, weights, bias);
      };
    }
    case 'convolve-depthwise': {
      const [weights, bias] = [constantOf(b), constantOf(c)];
      return () => {
        convolveDepthwise(from, to, weights, bias, stride);
      };
    }
    case 'add': {
      const other = layerOf(b);
      return () => {
        add(from.data, other.data, to.data);
      };
    }
    case 'relu':
      return () => {
        rectify(from.data, to.data);
      };
    case 'pool-max':
      return () => {
        poolMax(from, to, stride);
      };
    case 'pad':
      return () => {
        padChannels(from, to);
      };
    case 'reshape':
      return () => {
        to.data.set(from.data);
      };
    case 'concatenate': {
      const parts = inputs.map((index) => layerOf(index).data);
      return () => {
        let at = 0;
        for (const part of parts) {
          to.data.set(part, at);
          at += part.length;
        }
      };
    }
    default:
      throw new Error(`unsupported operator: ${kind}`);
  }
}

/** Padding before the first pixel for `SAME`; an odd pixel goes to the end. */
function paddingBefore(size: number, out: number, side: number, stride: number): number {
  return Math.floor(Math.max(0, (out - 1) * stride + side - size) / 2);
}

function convolve(
  from: Layer,
  to: Layer,
  weights: Float32Array,
  bias: Float32Array,
  side: number,
  stride: number,
): void {
  const { data, width, height, channels } = from;
  const [top, left] = [paddingBefore(height, to.height, side, stride), paddingBefore(width, to.width, side, stride)];
  const filter = side * side * channels;
  for (let y = 0, at = 0; y < to.height; y += 1)
    for (let x = 0; x < to.width; x += 1)
      for (let o = 0; o < to.channels; o += 1, at += 1) {
        let sum = bias[o] ?? 0;
        for (let ky = 0; ky < side; ky += 1) {
          const sy = y * stride + ky - top;
          if (sy < 0 || sy >= height) continue;
          for (let kx = 0; kx < side; kx += 1) {
            const sx = x * stride + kx - left;
            if (sx < 0 || sx >= width) continue;
            const source = (sy * width + sx) * channels;
            const weight = o * filter + (ky * side + kx) * channels;
            for (let i = 0; i < channels; i += 1) sum += (data[source + i] ?? 0) * (weights[weight + i] ?? 0);
          }
        }
        to.data[at] = sum;
      }
}

/** A 1 × 1 convolution. It takes most of the time, so four output channels are computed together. */
function convolvePointwise(from: Layer, to: Layer, weights: Float32Array, bias: Float32Array): void {
  const { data, width, height, channels } = from;
  const out = to.data;
  const wide = to.channels;
  const fours = wide - (wide % 4);
  for (let p = 0, source = 0, target = 0; p < width * height; p += 1, source += channels, target += wide) {
    for (let o = 0; o < fours; o += 4) {
      const [w0, w1, w2, w3] = [o * channels, (o + 1) * channels, (o + 2) * channels, (o + 3) * channels];
      let [s0, s1, s2, s3] = [bias[o] ?? 0, bias[o + 1] ?? 0, bias[o + 2] ?? 0, bias[o + 3] ?? 0];
      for (let i = 0; i < channels; i += 1) {
        const value = data[source + i] ?? 0;
        s0 += value * (weights[w0 + i] ?? 0);
        s1 += value * (weights[w1 + i] ?? 0);
        s2 += value * (weights[w2 + i] ?? 0);
        s3 += value * (weights[w3 + i] ?? 0);
      }
      out[target + o] = s0;
      out[target + o + 1] = s1;
      out[target + o + 2] = s2;
      out[target + o + 3] = s3;
    }
    for (let o = fours; o < wide; o += 1) {
      let sum = bias[o] ?? 0;
      for (let i = 0; i < channels; i += 1) sum += (data[source + i] ?? 0) * (weights[o * channels + i] ?? 0);
      out[target + o] = sum;
    }
  }
}

/** A 3 × 3 depthwise convolution. */
function convolveDepthwise(from: Layer, to: Layer, weights: Float32Array, bias: Float32Array, stride: number): void {
  const { data, width, height, channels } = from;
  const out = to.data;
  const [top, left] = [paddingBefore(height, to.height, 3, stride), paddingBefore(width, to.width, 3, stride)];
  for (let y = 0, target = 0; y < to.height; y += 1)
    for (let x = 0; x < to.width; x += 1, target += channels) {
      for (let i = 0; i < channels; i += 1) out[target + i] = bias[i] ?? 0;
      for (let ky = 0; ky < 3; ky += 1) {
        const sy = y * stride + ky - top;
        if (sy < 0 || sy >= height) continue;
        for (let kx = 0; kx < 3; kx += 1) {
          const sx = x * stride + kx - left;
          if (sx < 0 || sx >= width) continue;
          const source = (sy * width + sx) * channels;
          const weight = (ky * 3 + kx) * channels;
          for (let i = 0; i < channels; i += 1)
            out[target + i] = (out[target + i] ?? 0) + (data[source + i] ?? 0) * (weights[weight + i] ?? 0);
        }
      }
    }
}

function add(a: Float32Array, b: Float32Array, to: Float32Array): void {
  for (let i = 0; i < to.length; i += 1) to[i] = (a[i] ?? 0) + (b[i] ?? 0);
}

function rectify(from: Float32Array, to: Float32Array): void {
  for (let i = 0; i < to.length; i += 1) {
    const value = from[i] ?? 0;
    to[i] = value > 0 ? value : 0;
  }
}

/** Max pooling over squares of `stride` pixels. */
function poolMax(from: Layer, to: Layer, stride: number): void {
  const { data, width, channels } = from;
  for (let y = 0, target = 0; y < to.height; y += 1)
    for (let x = 0; x < to.width; x += 1)
      for (let i = 0; i < channels; i += 1, target += 1) {
        let max = -Infinity;
        for (let ky = 0; ky < stride; ky += 1)
          for (let kx = 0; kx < stride; kx += 1) {
            const value = data[((y * stride + ky) * width + x * stride + kx) * channels + i] ?? 0;
            if (value > max) max = value;
          }
        to.data[target] = max;
      }
}

/** Appends channels of zeros; the network needs no other padding. */
function padChannels(from: Layer, to: Layer): void {
  for (let p = 0; p < from.width * from.height; p += 1)
    to.data.set(from.data.subarray(p * from.channels, (p + 1) * from.channels), p * to.channels);
}
