import { describe, expect, it } from 'vitest';
import { makeTheatre } from '../testing/theatre';
import { expandPlan } from './expand';
import { buildGrid } from './grid';
import { clearOfSeats, readableNames, shortNames } from './sectionNames';

const canvas = { width: 300, height: 200 };
const chip = (name: string, x: number, y: number) => ({ name, x, y, width: 100, height: 20, strength: 1 });
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

describe('shortNames', () => {
  it('makes shared words an initial, and leaves the others', () => {
    expect(
      shortNames(['Ground floor 1', 'Ground floor 11', 'First Floor 3', 'First Floor 1', '101']),
    ).toEqual(['G 1', 'G 11', 'F 3', 'F 1', '101']);
    expect(shortNames(['Royal box', 'Stalls left', 'Stalls right'])).toEqual([
      'Royal box',
      'S left',
      'S right',
    ]);
  });

  it('keeps groups apart, with more letters or as they are', () => {
    expect(shortNames(['Gallery 1', 'Gallery 2', 'Ground 1', 'Ground 2'])).toEqual([
      'Ga 1',
      'Ga 2',
      'Gr 1',
      'Gr 2',
    ]);
    expect(shortNames(['Box 1', 'Box 2', 'B 1'])).toEqual(['Box 1', 'Box 2', 'B 1']);
  });
});

describe('clearOfSeats', () => {
  const plan = expandPlan(makeTheatre());
  const grid = buildGrid(plan);
  const [section] = plan.sections;
  if (section === undefined) throw new Error('no section');

  it('finds a place beside a section that is full of seats', () => {
    const place = clearOfSeats(plan, grid, section, { width: 60, height: 20 });
    expect(place?.y).toBeLessThan(section.box.top);
  });

  it('finds none where seats are on all sides', () => {
    const inner = {
      ...section,
      anchor: { x: 110, y: 14, room: 5 },
      box: { left: 100, top: 10, right: 120, bottom: 18 },
    };
    expect(clearOfSeats(plan, grid, inner, { width: 30, height: 10 })).toBeUndefined();
  });
});
