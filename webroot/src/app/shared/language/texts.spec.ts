import { textsOf } from '../../../testing/texts';
import { GERMAN } from './german';

const { keys, hardCoded } = textsOf('src/app');

function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{\$\w+\}/g)].map(([name]) => name).sort();
}

describe('the texts of the app', () => {
  it('are all there in German, and nothing else is', () => {
    expect(keys.size).toBeGreaterThan(300);
    const german = Object.keys(GERMAN).map((key) => key.trim());
    expect([...keys].filter((key) => !german.includes(key))).toEqual([]);
    expect(german.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('name in German what they name in English', () => {
    const different = Object.entries(GERMAN).filter(
      ([english, german]) => placeholdersOf(english).join() !== placeholdersOf(german).join(),
    );
    expect(different).toEqual([]);
  });

  it('are none of them hard-coded', () => {
    expect(hardCoded).toEqual([]);
  });
});
