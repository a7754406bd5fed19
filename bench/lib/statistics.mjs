export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

export const median = (values) => quantile(values, 0.5);

export const rounded = (value, digits = 2) => Number(value.toFixed(digits));

export function option(args, name, defaultValue) {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? defaultValue : Number(args[at + 1]);
}
