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
    label: 'Typing',
    on: 'Others see when you are typing, and you see when they are.',
    off: "You turned typing off, so you don't see when others are typing either.",
  },
  {
    which: 'read_receipts',
    label: 'Read receipts',
    on: 'Others see what you have read, and you see what they have.',
    off: "You turned read receipts off, so you don't see others' either.",
  },
  {
    which: 'show_presence',
    label: 'Presence',
    on: 'Others see whether you are here, and you see whether they are.',
    off: "You turned presence off, so you don't see others' either.",
  },
];

export const TYPES: readonly SwitchWords[] = [
  { which: 'notification_types.like', label: 'Likes' },
  { which: 'notification_types.comment', label: 'Comments' },
  { which: 'notification_types.follow', label: 'New followers' },
  { which: 'notification_types.mention', label: 'Mentions' },
];

export const SOUND: SwitchWords = {
  which: 'notification_sound',
  label: 'Sound',
  on: 'A short sound with each new notification.',
  off: 'Notifications are silent.',
};

export const FEED: SwitchWords = {
  which: 'feed_auto_refresh',
  label: 'Show new posts by themselves',
  on: 'New posts appear while you are at the top of the feed.',
  off: 'New posts wait until you ask for them.',
};
