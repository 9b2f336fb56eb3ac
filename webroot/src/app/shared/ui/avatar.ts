import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { PresenceStatus, UserRef } from '../realtime';

const HUES = 8;

/** A person without a picture: initials on one of eight muted hues that stays theirs. Decorative: the name stands beside it. */
@Component({
  selector: 'dt-avatar',
  template: '{{ initials() }}',
  host: {
    'aria-hidden': 'true',
    '[style.--size.px]': 'size()',
    '[attr.data-hue]': 'hue()',
    '[attr.data-status]': 'status()',
  },
  styleUrl: './avatar.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Avatar {
  readonly user = input.required<UserRef>();
  /** A dot at the edge; the words for it stand beside the avatar. */
  readonly status = input<PresenceStatus>();
  readonly size = input<24 | 32 | 40 | 72>(40);

  protected readonly initials = computed(() => initialsOf(this.user().username));
  protected readonly hue = computed(() => hueOf(this.user().id));
}

/** "ada.lovelace" → "AL", "bob" → "B" */
export function initialsOf(username: string): string {
  const words = username.split(/[\s._-]+/).filter((word) => word !== '');
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? '');
  return letters.join('').toUpperCase() || '?';
}

export function hueOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum % HUES;
}
