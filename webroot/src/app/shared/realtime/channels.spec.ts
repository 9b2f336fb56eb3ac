import { Channels } from './channels';
import { CommandError } from './command-error';

const refusal = new CommandError({ code: 'invalid_data', message: 'no room' });

describe('what a client follows', () => {
  function bed() {
    const asked: { event: string; channels: string[]; reject: (error: unknown) => void; resolve: () => void }[] = [];
    const channels = new Channels(
      () => true,
      ({ event, data }) =>
        new Promise<void>((resolve, reject) => asked.push({ event, channels: data.channels, reject, resolve })),
    );
    return { asked, channels };
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
});
