import { jwt } from '../../../testing/jwt';
import { claimsOf } from './token-claims';

describe('claimsOf', () => {
  it('reads who, what for, and how long', () => {
    expect(claimsOf(jwt({ sub: 'u1', username: 'alïce', scope: 'events:publish admin', exp: 100 }))).toEqual({
      userId: 'u1',
      username: 'alïce',
      scopes: ['events:publish', 'admin'],
      expiresAt: 100_000,
    });
  });

  it('takes a token without a name or a scope, with space around it', () => {
    expect(claimsOf(`  ${jwt({ sub: 'u1', exp: 1 })}\n`)).toMatchObject({ username: undefined, scopes: [] });
  });

  it.each(['', 'rubbish', 'a.b.c', jwt({ exp: 1 }), jwt({ sub: 'u1' })])('takes %s for no token', (text) => {
    expect(claimsOf(text)).toBeUndefined();
  });
});
