import { notification } from '../../../testing/notifications';
import { sentenceOf, targetOf, wordingOf } from './wording';

describe('wording', () => {
  it.each([
    [{}, 'carol liked your post'],
    [{ actors_count: 2 }, 'carol and 1 other liked your post'],
    [{ actors_count: 6 }, 'carol and 5 others liked your post'],
    [{ type: 'comment', comment_id: 'c' } as const, 'carol commented on your post'],
    [{ type: 'follow', post_id: null } as const, 'carol followed you'],
    [{ type: 'mention' } as const, 'carol mentioned you in a post'],
    [{ type: 'mention', comment_id: 'c' } as const, 'carol mentioned you in a comment'],
  ])('%j: %s', (changes, sentence) => {
    expect(sentenceOf(notification(0, changes))).toBe(sentence);
  });

  it('names the post, and is not turned around by one that runs from right to left', () => {
    expect(wordingOf(notification(), 'Build\nin 40 s').after).toBe(' liked your post “Build”');
    expect(wordingOf(notification(), 'שלום!').after).toBe(' liked your post “\u2068שלום!\u2069”');
  });

  it('leads to the post, the comment in it, or the person', () => {
    expect([
      targetOf(notification()),
      targetOf(notification(0, { type: 'mention', comment_id: 'c' })),
      targetOf(notification(0, { type: 'follow', post_id: null })),
    ]).toEqual([
      { path: ['/posts', 'post-1'] },
      { path: ['/posts', 'post-1'], fragment: 'comment-c' },
      { path: ['/profile', 'carol'] },
    ]);
  });
});
