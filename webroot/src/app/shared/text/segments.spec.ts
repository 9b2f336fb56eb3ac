import { segmentsOf } from './segments';

describe('segmentsOf', () => {
  it('leaves plain text alone', () => {
    expect(segmentsOf('1 < 2 <b>bold</b>\n & so')).toEqual([{ kind: 'text', text: '1 < 2 <b>bold</b>\n & so' }]);
  });

  it('finds code in a line', () => {
    expect(segmentsOf('run `npm ci` now')).toEqual([
      { kind: 'text', text: 'run ' },
      { kind: 'code', text: 'npm ci' },
      { kind: 'text', text: ' now' },
    ]);
  });

  it('finds a block, without its language and the line breaks around it', () => {
    expect(segmentsOf('see\n```sh\nmvn -o\npackage\n```\nthen')).toEqual([
      { kind: 'text', text: 'see' },
      { kind: 'block', text: 'mvn -o\npackage' },
      { kind: 'text', text: 'then' },
    ]);
  });

  it('finds addresses without the punctuation after them', () => {
    expect(segmentsOf('(https://a.example/b?c=d).')).toEqual([
      { kind: 'text', text: '(' },
      { kind: 'link', text: 'https://a.example/b?c=d', href: 'https://a.example/b?c=d' },
      { kind: 'text', text: ').' },
    ]);
  });

  it('makes no link of a script', () => {
    expect(segmentsOf('javascript:alert(1)')[0]?.kind).toBe('text');
  });

  it('finds who is mentioned, several too, without regard to case', () => {
    expect(segmentsOf('@Bob, (@carol_d-1): look')).toEqual([
      { kind: 'mention', text: '@Bob', username: 'bob' },
      { kind: 'text', text: ', (' },
      { kind: 'mention', text: '@carol_d-1', username: 'carol_d-1' },
      { kind: 'text', text: '): look' },
    ]);
  });

  it.each([
    'ada@bob.example',
    'a.b+@bob',
    'https://code.example/@bob/thing',
    '`@bob`',
    '```\n@bob\n```',
    '@ab',
    '@@bob',
    `@${'x'.repeat(33)}`,
  ])('mentions nobody in %j', (text) => {
    expect(segmentsOf(text).map(({ kind }) => kind)).not.toContain('mention');
  });

  it('has nothing of nothing', () => {
    expect(segmentsOf('')).toEqual([]);
  });
});
