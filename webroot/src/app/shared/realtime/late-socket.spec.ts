import { settled } from '../../../testing/fake-clock';
import { FakeSocket } from '../../../testing/fake-socket';
import { LateSocket } from './late-socket';

describe('LateSocket', () => {
  it('is the socket once its code is there', async () => {
    const real = new FakeSocket();
    const late = new LateSocket(Promise.resolve(() => real));
    const heard: unknown[] = [];
    late.onopen = () => heard.push('open');
    late.onmessage = ({ data }) => heard.push(data);
    late.onclose = ({ code }) => heard.push(code);
    await settled();
    real.opens();
    late.send('{"v":1,"type":"ack"}');
    real.receivesText('hello');
    real.ends(4009);
    late.close(1000);
    expect([heard, real.sent.length, real.closedWith]).toEqual([['open', 'hello', 4009], 1, 1000]);
  });

  it('is lost when its code cannot be had, and never opened when closed before', async () => {
    const codes: number[] = [];
    const late = new LateSocket(Promise.reject(new Error('offline')));
    late.onclose = ({ code }) => codes.push(code);
    await settled();
    let opened = 0;
    new LateSocket(Promise.resolve(() => (++opened, new FakeSocket()))).close();
    await settled();
    expect([codes, opened]).toEqual([[1006], 0]);
  });
});
