import { type RandomSource, seededRandom } from '../../../lib/random';
import type { AvailabilityChange, CompactAvailability, PlanRow, SeatingPlan } from '../types';

/** A round arena of about `seatsWanted` seats: blocks on the floor, then rings of sections, a stage at one end. */
export function makeStadium(seatsWanted: number): SeatingPlan {
  const plan: SeatingPlan = {
    hash: `stadium-${seatsWanted}`,
    name: 'Arena',
    width: 0,
    height: 0,
    seatRadius: 10,
    seatCount: 0,
    categories: [
      { name: 'Floor', color: '#d81b60' },
      { name: 'Lower bowl', color: '#3949ab' },
      { name: 'Club', color: '#00897b' },
      { name: 'Upper bowl', color: '#f57c00' },
    ],
    sections: [],
    areas: [],
  };
  addFloor(plan);
  let radius = bowlFrom;
  for (let tier = 1; plan.seatCount < seatsWanted; tier++) {
    radius = addTier(plan, tier, radius, seatsWanted) + tierGap;
  }
  const size = 2 * radius;
  plan.width = size;
  plan.height = size;
  plan.areas.push(
    {
      shape: 'circle',
      color: '#8d8578',
      borderColor: '#8d8578',
      rotation: 0,
      coordinates: [0, 0, bowlFrom - 60],
    },
    {
      shape: 'rectangle',
      color: '#5b4ee0',
      borderColor: '#5b4ee0',
      rotation: 0,
      coordinates: [-520, -1500, 1040, 420],
      text: 'Stage',
    },
  );
  return plan;
}

const pitch = 24;
const rowGap = 28;
const bowlFrom = 1760;
const tierGap = 130;
const rowsPerTier = [0, 26, 34, 32, 32];
const openAngle = 0.9;
const aisle = 60;

function addFloor(plan: SeatingPlan): void {
  const columns = 4;
  const rows = 28;
  const perRow = 26;
  for (let block = 0; block < 2 * columns; block++) {
    const left = ((block % columns) - columns / 2) * (perRow * pitch + aisle) + aisle;
    const top = -880 + Math.floor(block / columns) * (rows * rowGap + 2 * aisle);
    const planRows: PlanRow[] = [];
    for (let r = 0; r < rows; r++) {
      planRows.push({
        ...rowOf(plan, r, perRow),
        shape: 'line',
        coordinates: [left, top + r * rowGap, pitch, 0],
        categories: [0],
      });
    }
    const edge = 24;
    const right = left + (perRow - 1) * pitch + edge;
    const bottom = top + (rows - 1) * rowGap + edge;
    plan.sections.push({
      name: String.fromCharCode(65 + block),
      outline: [left - edge, top - edge, right, top - edge, right, bottom, left - edge, bottom],
      rows: planRows,
    });
  }
}

/** Answers the radius after the tier's last row. */
function addTier(plan: SeatingPlan, tier: number, from: number, seatsMax: number): number {
  const rows = rowsPerTier[Math.min(tier, rowsPerTier.length - 1)] ?? 0;
  const sections = 16 + 8 * tier;
  const start = -Math.PI / 2 + openAngle / 2;
  const each = (2 * Math.PI - openAngle) / sections;
  const to = from + (rows - 1) * rowGap;
  for (let s = 0; s < sections && plan.seatCount < seatsMax; s++) {
    const a0 = start + s * each;
    const planRows: PlanRow[] = [];
    for (let r = 0; r < rows && plan.seatCount < seatsMax; r++) {
      const radius = from + r * rowGap;
      const step = pitch / radius;
      const gap = aisle / radius;
      const count = Math.floor((each - gap) / step);
      const first = a0 + (each - (count - 1) * step) / 2;
      planRows.push({
        ...rowOf(plan, r, count),
        shape: 'arc',
        coordinates: [0, 0, radius, first, step],
        categories: [tier === 1 ? (r < 5 ? 2 : 1) : 3],
        ...(r === 0 && count > 4 && { accessible: [0, 1] }),
      });
    }
    plan.sections.push({
      name: String(tier * 100 + s + 1),
      outline: wedge(from - 22, to + 22, a0 + 12 / from, a0 + each - 12 / from),
      rows: planRows,
    });
  }
  return to;
}

function rowOf(
  plan: SeatingPlan,
  index: number,
  seatCount: number,
): Pick<PlanRow, 'label' | 'firstIndex' | 'seatCount'> {
  const firstIndex = plan.seatCount;
  plan.seatCount += seatCount;
  const letter = String.fromCharCode(65 + (index % 26));
  return { label: index < 26 ? letter : letter + letter, firstIndex, seatCount };
}

function wedge(inner: number, outer: number, from: number, to: number): number[] {
  const steps = 6;
  const outline: number[] = [];
  for (let i = 0; i <= steps; i++) {
    const a = from + ((to - from) * i) / steps;
    outline.push(inner * Math.cos(a), inner * Math.sin(a));
  }
  for (let i = steps; i >= 0; i--) {
    const a = from + ((to - from) * i) / steps;
    outline.push(outer * Math.cos(a), outer * Math.sin(a));
  }
  return outline;
}

/** A sale half-way: sections near the stage go first, seats in clumps. */
export function makeStatuses(plan: SeatingPlan, seed = 'sale'): Uint8Array {
  const random = seededRandom(seed);
  const statuses = new Uint8Array(plan.seatCount);
  for (const section of plan.sections) {
    const demand = 0.1 + 0.85 * random() ** 1.3;
    for (const row of section.rows) sellClumps(statuses, row, demand, random);
  }
  return statuses;
}

function sellClumps(statuses: Uint8Array, row: PlanRow, demand: number, random: RandomSource): void {
  for (let i = 0; i < row.seatCount; ) {
    const size = 1 + Math.floor(random() * 4);
    const status = random() > demand ? 0 : random() < 0.12 ? 1 : 2;
    for (const end = Math.min(row.seatCount, i + size); i < end; i++) statuses[row.firstIndex + i] = status;
  }
}

export function encodeStatuses(statuses: Uint8Array): string {
  const bytes = new Uint8Array(Math.ceil(statuses.length / 4));
  statuses.forEach((status, seat) => {
    bytes[seat >> 2] = (bytes[seat >> 2] ?? 0) | (status << (2 * (seat & 3)));
  });
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export function makeSnapshot(statuses: Uint8Array, version = 1): CompactAvailability {
  const count = (wanted: number) => statuses.reduce((sum, status) => sum + Number(status === wanted), 0);
  return {
    version,
    seatCount: statuses.length,
    availability: { available: count(0), held: count(1), sold: count(2) },
    eventStatus: 'on_sale',
    statuses: encodeStatuses(statuses),
    stale: false,
  };
}

export function makeChange(changes: number[], steps = 1): AvailabilityChange {
  return { steps, changes };
}
