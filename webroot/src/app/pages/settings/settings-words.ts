import { Switch } from '../../shared/settings/settings';

export interface SwitchWords {
  which: Switch;
  label: string;
  /** What it means while it is on, and off. */
  on?: string;
  off?: string;
}

/** What others see of me, and I of them: each works both ways. */
export const PRIVACY: readonly SwitchWords[] = [
  {
    which: 'typing_indicators',
    label: $localize`Typing`,
    on: $localize`Others see when you are typing, and you see when they are.`,
    off: $localize`You turned typing off, so you don't see when others are typing either.`,
  },
  {
    which: 'read_receipts',
    label: $localize`Read receipts`,
    on: $localize`Others see what you have read, and you see what they have.`,
    off: $localize`You turned read receipts off, so you don't see others' either.`,
  },
  {
    which: 'show_presence',
    label: $localize`Presence`,
    on: $localize`Others see whether you are here, and you see whether they are.`,
    off: $localize`You turned presence off, so you don't see others' either.`,
  },
];

export const TYPES: readonly SwitchWords[] = [
  { which: 'notification_types.like', label: $localize`Likes` },
  { which: 'notification_types.comment', label: $localize`Comments` },
  { which: 'notification_types.follow', label: $localize`New followers` },
  { which: 'notification_types.mention', label: $localize`Mentions` },
];

export const SOUND: SwitchWords = {
  which: 'notification_sound',
  label: $localize`Sound`,
  on: $localize`A short sound with each new notification.`,
  off: $localize`Notifications are silent.`,
};

export const FEED: SwitchWords = {
  which: 'feed_auto_refresh',
  label: $localize`Show new posts by themselves`,
  on: $localize`New posts appear while you are at the top of the feed.`,
  off: $localize`New posts wait until you ask for them.`,
};
