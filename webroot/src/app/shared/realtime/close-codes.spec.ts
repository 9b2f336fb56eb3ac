import { reasonOf, verdictOf } from './close-codes';

describe('verdictOf', () => {
  it.each([1000, 1001, 1006, 1009, 4008, 4009, 4012, 4013, 4499])('comes back after %i', (code) => {
    expect(verdictOf(code)).toBe('reconnect');
  });

  it('fetches a new token first after 4001', () => {
    expect(verdictOf(4001)).toBe('refresh');
  });

  it.each([4500, 4501, 4503, 4504, 4505, 4529, 4999])('stays away after %i', (code) => {
    expect(verdictOf(code)).toBe('stop');
  });
});

describe('reasonOf', () => {
  it.each([
    [4501, 'signed_out'],
    [4503, 'signed_out'],
    [4504, 'too_many_connections'],
    [4505, 'replaced'],
    [4529, 'flooding'],
    [4777, 'unknown'],
  ])('says what %i means', (code, reason) => {
    expect(reasonOf(code)).toBe(reason);
  });
});
