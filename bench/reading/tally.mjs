// Tallies the results of the reading benchmark by grade, type and field, in particular wrong values accepted as read.
const BACK = ['cic', 'ocr'];
const FRONT = ['claveElector', 'curp', 'numeroEmision'];
const NAMES = ['paterno', 'materno', 'nombre'];

export class Tally {
  #counts = new Map();
  #times = { back: [], front: [], 'back.burst': [], 'front.burst': [] };
  #accepted = 0;
  #wrong = [];

  back(card, reading, ms) {
    const fields = BACK.filter((name) => card.truth[name]);
    this.#side('back', card, reading, fields);
    const all = fields.every(
      (name) => reading.fields[name]?.state === 'read' && reading.fields[name].value === card.truth[name],
    );
    this.#add(`back.${card.grade}.${card.type === 'C' ? 'C' : 'mrz'}.identified`, all);
    const found = reading.codes.map(({ text }) => text);
    for (const { format, text } of card.codes) this.#add(`back.${card.grade}.${format}`, found.includes(text));
    this.#time('back', card, ms);
  }

  front(card, reading, ms) {
    this.#side(
      'front',
      card,
      reading,
      FRONT.filter((name) => card.truth[name]),
    );
    this.#names(card, reading);
    this.#time('front', card, ms);
  }

  /** All three names together; an absent second surname is ''. */
  #names({ grade, type, truth }, { fields }) {
    const kind = type === 'C' ? 'C' : 'mrz';
    const exact = NAMES.every((name) => (fields[name]?.value ?? '') === truth[name]);
    const isRead = fields.nombre?.state === 'read';
    this.#add(`names.${grade}.${kind}.shownCorrect`, exact);
    this.#add(`names.${grade}.${kind}.read`, exact && isRead);
    this.#add(`names.${grade}.${kind}.offeredWrong`, fields.nombre !== undefined && !isRead && !exact);
    this.#add(`names.${grade}.${kind}.none`, fields.nombre === undefined);
  }

  /** Duration of a burst: until its card is read or all frames have been processed. */
  #time(side, { grade }, ms) {
    this.#times[grade === 'burst' ? `${side}.burst` : side].push(ms);
  }

  #side(side, { grade, type, truth }, reading, names) {
    for (const name of names) {
      const field = reading.fields[name];
      const correct = field?.value === truth[name];
      const key = `${side}.${grade}.${type}.${name}`;
      this.#add(`${key}.read`, correct && field.state === 'read');
      this.#add(`${side}.${grade}.${name}.shownCorrect`, correct);
      this.#add(`${side}.${grade}.${name}.offeredWrong`, field?.state === 'offered' && !correct);
    }
    const { accepted, wrong } = wrongValues(reading, truth);
    this.#accepted += accepted;
    this.#wrong.push(...wrong.map((one) => `${side} ${type} ${grade} ${one}`));
  }

  #add(key, hit) {
    const count = this.#counts.get(key) ?? { hits: 0, of: 0 };
    this.#counts.set(key, { hits: count.hits + (hit ? 1 : 0), of: count.of + 1 });
  }

  report(figure) {
    for (const [key, { hits, of }] of [...this.#counts].sort(([a], [b]) => a.localeCompare(b))) {
      figure(`${key} (${hits}/${of})`, round(hits / of), 'share', goalOf(key));
    }
    for (const [side, limit] of [['back', 500], ['front', 1500], ['back.burst'], ['front.burst']]) {
      const sorted = this.#times[side].sort((a, b) => a - b);
      if (sorted.length > 0)
        figure(`${side}.medianMs`, Math.round(sorted[Math.floor(sorted.length / 2)]), 'ms', limit && `<${limit}`);
    }
    for (const one of this.#wrong) console.error(`wrong value accepted as read: ${one}`);
    figure('acceptedValues', this.#accepted, 'values');
    figure('wrongAccepted', this.#wrong.length, 'values', '=0');
    figure('wrongAccepted.upper95', upper95(this.#wrong.length, this.#accepted), 'share');
  }
}

/** Values accepted as read that are not on the card. A field missing from `truth` is ignored. */
export function wrongValues(reading, truth) {
  const read = Object.entries(reading.fields).filter(([name, { state }]) => state === 'read' && name in truth);
  const wrong = read.filter(([name, { value }]) => value !== truth[name]);
  return {
    accepted: read.length,
    wrong: wrong.map(([name, { value }]) => `${name} ${value} instead of ${truth[name]}`),
  };
}

/** Upper bound with 95% confidence: 3/n if none occurred in n, otherwise the normal approximation. */
export function upper95(wrong, of) {
  const bound = wrong === 0 ? 3 : wrong + 1.645 * Math.sqrt(wrong) + 2.7;
  return round(bound / Math.max(1, of), 6);
}

/** Goals per grade, taken from earlier results of other readers, and goals for bursts. */
const GOALS = new Map([
  ['back.easy.mrz.identified', '=1'],
  ['back.medium.mrz.identified', '=1'],
  ['back.hard.mrz.identified', '>=0.88'],
  ['back.burst.mrz.identified', '>=0.97'],
  ['back.burst.C.identified', '>=0.97'],
  ...['easy', 'medium', 'hard'].flatMap((grade) => [
    [`back.${grade}.qr`, '=1'],
    [`back.${grade}.code128`, '=1'],
  ]),
  ['back.hard.pdf417', '>=0.75'],
  ['front.easy.claveElector.shownCorrect', '>=0.95'],
  ['front.medium.claveElector.shownCorrect', '>=0.95'],
  ['front.hard.claveElector.shownCorrect', '>=0.35'],
  ['front.easy.curp.shownCorrect', '>=0.7'],
  ['front.medium.curp.shownCorrect', '>=0.82'],
  ['front.hard.curp.shownCorrect', '>=0.29'],
]);

const goalOf = (key) => GOALS.get(key);
const round = (value, digits = 4) => Number(value.toFixed(digits));
