import { DECIDED, detailInWords, DETAILS, REASONS } from './trace-details';
import { OUTCOMES } from './trace-words';

const { readFileSync } = process.getBuiltinModule('node:fs');
const java = (file: string) => readFileSync(`../src/main/java/io/devthread/realtime/${file}.java`, 'utf8');
const all = (text: string, form: RegExp) => [...text.matchAll(form)].map(([, found = '']) => found);

const ID = '019aac2b-8d10-7d44-8f51-6c408eadcf04';
/** What the service puts its values between. */
const AROUND = [' ', 'message ', ' of conversation ', ", by its producer's clock", ', notification '];

describe('The details of a trace', () => {
  it('are known, each text that the service has', () => {
    const texts = all(java('gateway/trace/Steps'), /"([^"\n]*)"/g).filter((text) => text.includes(' '));
    expect(texts.filter((text) => !AROUND.includes(text) && !Object.hasOwn(DETAILS, text))).toEqual([]);
    const ofSteps = Object.keys(DETAILS).filter((text) => text.includes(' '));
    expect([...ofSteps, ...AROUND].filter((text) => !texts.includes(text))).toEqual([]);
  });

  it('are known, each reason of a close code', () => {
    expect(Object.keys(REASONS)).toEqual(all(java('gateway/CloseCode'), /\(\d{4}, "([^"]+)"\)/g));
  });

  it('are known, all that an event can do, and each type of notification', () => {
    const [, outcomes = ''] = /enum Outcome \{([^}]*)\}/.exec(java('notification/NotificationApi')) ?? [];
    const names = all(outcomes, /^ +([A-Z_]+),?$/gm).map((name) => name.toLowerCase());
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !Object.hasOwn(DECIDED, name) && !Object.hasOwn(OUTCOMES, name))).toEqual([]);
    const [, types = ''] = /enum NotificationType \{([^}]*?);/.exec(java('notification/NotificationType')) ?? [];
    const wireNames = all(types, /([A-Z]+)/g).map((name) => name.toLowerCase());
    expect(wireNames.length).toBeGreaterThan(3);
    expect(wireNames.filter((name) => !Object.hasOwn(DETAILS, name))).toEqual([]);
  });

  it.each([
    [`message 5 of conversation ${ID}`, `message 5 of conversation ${ID}`],
    ["post_liked, by its producer's clock", "post_liked, by its producer's clock"],
    [`took_back, notification ${ID}`, `took back, notification ${ID}`],
    ['own_action', 'own action'],
    ['4008 slow consumer', '4008 slow consumer'],
    ['4999 brand new', '4999 brand new'],
    [`new_message ${ID}`, `new_message ${ID}`],
    ['', ''],
  ])('stay what they are: %s', (detail, words) => {
    expect(detailInWords(detail)).toBe(words);
  });
});
