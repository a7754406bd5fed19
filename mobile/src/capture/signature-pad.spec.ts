import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawingFault, EMPTY_PAD, padReducer, type PadAction, type PadState } from './signature-pad.js';

const after = (actions: readonly PadAction[]): PadState => actions.reduce(padReducer, EMPTY_PAD);
const point = fc.record({ x: fc.integer({ min: 0, max: 900 }), y: fc.integer({ min: 0, max: 420 }) });
const contact = fc.integer({ min: 1, max: 4 });
const action: fc.Arbitrary<PadAction> = fc.oneof(
  fc.record({ type: fc.constantFrom('down' as const, 'move' as const), contact, at: point }),
  fc.record({ type: fc.constantFrom('up' as const, 'cancel' as const), contact }),
  fc.record({ type: fc.constant('resize' as const) }),
);
const moves = (contactId: number, x: number): PadAction[] =>
  [1, 2, 3].map((y) => ({ type: 'move', contact: contactId, at: { x, y } }));

describe('a signature pad (§8.10)', () => {
  it('draws only the stroke of the first contact', () => {
    const other = fc.record({
      type: fc.constantFrom('down' as const, 'move' as const, 'up' as const, 'cancel' as const),
      contact: fc.integer({ min: 2, max: 4 }),
      at: point,
    });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1 }), fc.array(other), fc.array(fc.nat(3)), (line, others, gaps) => {
        const [first, ...rest] = line;
        if (!first) return;
        const own: PadAction[] = [
          { type: 'down', contact: 1, at: first },
          ...rest.map((at): PadAction => ({ type: 'move', contact: 1, at })),
        ];
        const waiting = [...others];
        const mixed = own.flatMap((each, i) => [each, ...waiting.splice(0, gaps[i] ?? 1)]);
        expect(after([...mixed, ...waiting, { type: 'up', contact: 1 }]).strokes).toEqual([line]);
      }),
    );
  });

  it('never joins the points of two contacts in one stroke', () => {
    const marked = action.map((each) => ('at' in each ? { ...each, at: { x: each.contact, y: each.at.y } } : each));
    fc.assert(
      fc.property(fc.array(marked), (actions) => {
        for (const stroke of after(actions).strokes) expect(new Set(stroke.map(({ x }) => x)).size).toBe(1);
      }),
    );
  });

  it('ignores a contact that began while another one was drawing, until it is lifted', () => {
    const down = (id: number): PadAction => ({ type: 'down', contact: id, at: { x: id, y: 0 } });
    const pad = after([down(1), down(2), { type: 'up', contact: 1 }, ...moves(2, 2)]);
    expect(pad).toMatchObject({ strokes: [[{ x: 1, y: 0 }]], contact: undefined, isCrowded: true });
    expect(
      after([down(1), down(2), { type: 'up', contact: 1 }, down(3), ...moves(3, 3), ...moves(2, 2)]).strokes,
    ).toEqual([[{ x: 1, y: 0 }], [0, 1, 2, 3].map((y) => ({ x: 3, y }))]);
  });

  it('drops the stroke of a contact that the system cancels, and draws that of the next one', () => {
    const down = (id: number): PadAction => ({ type: 'down', contact: id, at: { x: id, y: 0 } });
    const cancelled = after([
      down(1),
      { type: 'up', contact: 1 },
      down(2),
      ...moves(2, 2),
      { type: 'cancel', contact: 2 },
    ]);
    expect(cancelled).toMatchObject({ strokes: [[{ x: 1, y: 0 }]], contact: undefined, isInterrupted: true });
    expect(padReducer(cancelled, down(3))).toMatchObject({ contact: 3, isInterrupted: false });
  });

  it('ends the stroke if the screen is rotated, and keeps the drawing', () => {
    const before = after([{ type: 'down', contact: 1, at: { x: 5, y: 5 } }, ...moves(1, 5)]);
    const rotated = [{ type: 'resize' } as const, ...moves(1, 800)].reduce(padReducer, before);
    expect(rotated.strokes).toEqual(before.strokes);
  });
});

describe('a finished drawing', () => {
  const line = (length: number) => [
    [
      { x: 0, y: 0 },
      { x: length, y: 0 },
    ],
  ];

  it('is rejected if nothing was drawn, or if it is too short for a signature; a mark may be a single touch', () => {
    expect([drawingFault([], 'signature'), drawingFault([], 'mark')]).toEqual(['missing', 'missing']);
    expect([drawingFault(line(119), 'signature'), drawingFault(line(120), 'signature')]).toEqual(['small', undefined]);
    expect(drawingFault([[{ x: 0, y: 0 }]], 'mark')).toBeUndefined();
  });
});
