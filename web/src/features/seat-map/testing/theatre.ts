import type { PlanRow, SeatingPlan } from '../types';

/** Two sections of two rows with ten seats each, numbered from row to row. */
export function makeTheatre(): SeatingPlan {
  const row = (label: string, firstIndex: number, x: number, y: number): PlanRow => ({
    label,
    firstIndex,
    seatCount: 10,
    shape: 'line',
    coordinates: [x, y, 24, 0],
    categories: [0],
  });
  return {
    hash: 'theatre',
    name: 'Theatre',
    width: 600,
    height: 100,
    seatRadius: 10,
    seatCount: 40,
    categories: [{ name: 'Floor', color: '#d81b60' }],
    sections: [
      { name: 'Stalls centre', outline: [], rows: [row('A', 0, 0, 0), row('B', 10, 0, 28)] },
      { name: 'Stalls right', outline: [], rows: [row('A', 20, 300, 0), row('B', 30, 300, 28)] },
    ],
    areas: [],
  };
}
