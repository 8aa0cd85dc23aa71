import { describe, expect, it } from 'vitest';
import { readableNames } from './sectionNames';

const canvas = { width: 300, height: 200 };
const chip = (name: string, x: number, y: number) => ({ name, x, y, width: 100, height: 20 });
const namesOf = (...chips: ReturnType<typeof chip>[]) => readableNames(chips, canvas).map(({ name }) => name);

describe('readableNames', () => {
  it('writes no name over another', () => {
    expect(namesOf(chip('A', 100, 100), chip('B', 150, 105), chip('C', 100, 140))).toEqual(['A', 'C']);
  });

  it('takes a place that a name without one has left free', () => {
    expect(namesOf(chip('A', 60, 100), chip('B', 120, 100), chip('C', 180, 100))).toEqual(['A', 'C']);
  });

  it('moves a name that would cross the edge', () => {
    expect(readableNames([chip('A', 10, 195)], canvas)).toEqual([{ ...chip('A', 50, 190) }]);
  });

  it('leaves out names of what is off the canvas', () => {
    expect(namesOf(chip('A', -1, 100), chip('B', 301, 100), chip('C', 100, -1), chip('D', 100, 201))).toEqual(
      [],
    );
  });
});
