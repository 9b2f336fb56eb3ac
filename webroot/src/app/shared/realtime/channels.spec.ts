import { FakeClock, settled } from '../../../testing/fake-clock';
import { Channels } from './channels';
import { CommandError } from './command-error';

const refusal = new CommandError({ code: 'invalid_data', message: 'no room' });

describe('what a client follows', () => {
  function bed() {
    const asked: { event: string; channels: string[]; reject: (error: unknown) => void; resolve: () => void }[] = [];
    const clock = new FakeClock();
    const channels = new Channels(
      clock,
      () => true,
      ({ event, data }) =>
        new Promise<void>((resolve, reject) => asked.push({ event, channels: data.channels, reject, resolve })),
    );
    return { asked, channels, clock };
  }

  it('is refused with the words of the server, for all who want it', async () => {
    const { asked, channels } = bed();
    const answers = [channels.subscribe('feed'), channels.subscribe('feed')];
    expect(asked).toHaveLength(1);
    asked[0]?.reject(refusal);
    expect(await Promise.all(answers)).toEqual([refusal, refusal]);
    void channels.subscribe('feed');
    expect(asked).toHaveLength(2);
  });

  it('is not refused by a connection that went', async () => {
    const { asked, channels } = bed();
    const answer = channels.subscribe('feed');
    asked[0]?.reject(new CommandError({ code: 'unavailable', message: 'The connection was lost.' }));
    channels.connectionLost();
    expect(await answer).toBeUndefined();
    channels.welcomed(['user:1']);
    expect(asked[1]).toMatchObject({ event: 'subscribe', channels: ['feed'] });
  });

  it('is asked of another connection anew', async () => {
    const { asked, channels } = bed();
    const first = channels.subscribe('feed');
    asked[0]?.resolve();
    expect(await first).toBeUndefined();
    channels.connectionLost();
    const second = channels.subscribe('feed');
    asked[1]?.reject(refusal);
    expect(await second).toBe(refusal);
  });

  const forNow = (code: 'unavailable' | 'rate_limited') =>
    new CommandError({ code, message: 'not now', retry_after_ms: 800 });

  it.each(['unavailable', 'rate_limited'] as const)(
    'is asked for again after %s, as told, ever later',
    async (code) => {
      const { asked, channels, clock } = bed();
      const answer = channels.subscribe('feed');
      for (const [turn, wait] of [1050, 1300, 1800].entries()) {
        asked[turn]?.reject(forNow(code));
        await clock.pass(wait - 1);
        expect(asked).toHaveLength(turn + 1);
        await clock.pass(1);
        expect(asked[turn + 1]).toMatchObject({ event: 'subscribe', channels: ['feed'] });
      }
      expect(await answer).toMatchObject({ code });
      asked[3]?.resolve();
      await clock.pass(60_000);
      expect(asked).toHaveLength(4);
    },
  );

  it('is not asked for again where nobody wants it any more, nor for a connection that went', async () => {
    const { asked, channels, clock } = bed();
    void channels.subscribe('feed');
    asked[0]?.reject(forNow('unavailable'));
    await settled();
    channels.unsubscribe('feed');
    await clock.pass(60_000);
    void channels.subscribe('post:1');
    asked.at(-1)?.reject(forNow('unavailable'));
    await settled();
    channels.connectionLost();
    await clock.pass(60_000);
    expect(asked.map(({ event }) => event)).toEqual(['subscribe', 'unsubscribe', 'subscribe']);
  });

  it('is asked for together with others again after too much, and one by one where one cannot be looked at', async () => {
    const { asked, channels, clock } = bed();
    void channels.subscribe('feed');
    void channels.subscribe('conversation:1');
    channels.connectionLost();
    channels.welcomed([]);
    asked[2]?.reject(forNow('rate_limited'));
    await clock.pass(1050);
    asked[3]?.reject(forNow('unavailable'));
    await settled();
    asked[4]?.resolve();
    asked[5]?.reject(forNow('unavailable'));
    await clock.pass(2000);
    const both = ['feed', 'conversation:1'];
    expect(asked.slice(2).map((one) => one.channels)).toEqual([both, both, ...both.map((one) => [one]), [both[1]]]);
  });

  it('is left one by one where leaving all of them at once was too much', async () => {
    const { asked, channels } = bed();
    channels.welcomed(['feed', 'post:1']);
    asked[0]?.reject(forNow('rate_limited'));
    await settled();
    expect(asked.map((one) => [one.event, one.channels])).toEqual([
      ['unsubscribe', ['feed', 'post:1']],
      ['unsubscribe', ['feed']],
      ['unsubscribe', ['post:1']],
    ]);
  });
});
