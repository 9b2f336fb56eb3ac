import { Subscriptions } from './subscriptions';

describe('Subscriptions', () => {
  it('belong to all who asked: the last one ends them', () => {
    const subscriptions = new Subscriptions();
    expect([subscriptions.add('feed'), subscriptions.add('feed')]).toEqual([true, false]);
    expect([subscriptions.remove('feed'), subscriptions.remove('feed'), subscriptions.remove('feed')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('differ from what the server restored, apart from the personal channel', () => {
    const subscriptions = new Subscriptions();
    subscriptions.add('feed');
    subscriptions.add('post:1');
    expect(subscriptions.difference(['user:me', 'post:1', 'post:2'])).toEqual({
      missing: ['feed'],
      superfluous: ['post:2'],
    });
    subscriptions.clear();
    expect(subscriptions.difference(['user:me']).missing).toEqual([]);
  });
});
