import { describe, expect, it } from 'vitest';
import { draftOf, readLimits } from './limits';
import { room } from './testing/room';

describe('the limits that an operator types', () => {
  const now = room({ shoppersMax: 500, ratePerMinute: 60 });

  it.each([
    ['500', '60', {}],
    ['5,000', '60', { shoppersMax: 5_000 }],
    [' 1000000 ', '90', { shoppersMax: 1_000_000, ratePerMinute: 90 }],
    ['500', '', { ratePerMinute: 0 }],
    ['500', '0', { ratePerMinute: 0 }],
  ])('%j and %j change only what differs', (shoppers, rate, change) => {
    expect(readLimits({ shoppers, rate }, now)).toEqual({ change });
  });

  it.each(['', '0', '-1', '2.5', '1e3', 'many', '1000001'])('takes no %j for shoppers', (shoppers) => {
    const { errors } = readLimits({ shoppers, rate: '' }, now);
    expect(errors?.shoppers).toContain('from 1 to 1,000,000');
    expect(errors?.rate).toBeUndefined();
  });

  it.each(['-1', '1.5', '10000001', '99999999999'])('takes no %j for turns', (rate) => {
    expect(readLimits({ shoppers: '500', rate }, now).errors?.rate).toContain('up to 10,000,000');
  });

  it('begin with what holds', () => {
    expect(draftOf(now)).toEqual({ shoppers: '500', rate: '60' });
    expect(draftOf(room())).toEqual({ shoppers: '500', rate: '' });
  });
});
