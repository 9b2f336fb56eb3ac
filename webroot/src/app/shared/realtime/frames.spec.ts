import { fromClient, fromServer } from '../../../testing/golden-frames';
import { parseFrame, PROTOCOL_VERSION } from './frames';

describe('parseFrame', () => {
  it.each(Object.entries(fromServer))('reads %s as the server writes it', (_name, frame) => {
    expect(parseFrame(JSON.stringify(frame))).toEqual(frame);
  });

  it('keeps fields and events it does not know', () => {
    const frame = { v: 1, type: 'feed', event: 'from_the_future', data: { answer: 42 }, extra: true, timestamp: 1 };
    expect(parseFrame(JSON.stringify(frame))).toEqual(frame);
  });

  it.each([
    '',
    'not json',
    '[]',
    'null',
    '42',
    '{"type":"message"}',
    '{"type":"ack"}',
    '{"type":"error"}',
    '{"event":"pong"}',
    '{"type":"system","event":"welcome"}',
    '{"type":"system","event":"resync","data":null}',
    '{"type":"message","event":"new_message","seq":"5","data":{}}',
    '{"type":"message","event":"new_message","seq":1e300,"data":{}}',
    '{"type":"message","event":"new_message","seq":null,"data":{}}',
  ])('takes %j for no frame', (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });

  it('takes bytes for no frame', () => {
    expect(parseFrame(new ArrayBuffer(2))).toBeUndefined();
  });
});

describe('the golden frames of the client', () => {
  it.each(Object.entries(fromClient))('%s names the version that we speak', (_name, frame) => {
    expect(frame.v).toBe(PROTOCOL_VERSION);
  });
});
