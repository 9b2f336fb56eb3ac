import { NotificationType } from '../realtime';

/** What a person lets others see, and how the person wants to be told. As on the wire. */
export interface Settings {
  typing_indicators: boolean;
  read_receipts: boolean;
  show_presence: boolean;
  notification_sound: boolean;
  desktop_notifications: boolean;
  feed_auto_refresh: boolean;
  notification_types: Readonly<Record<NotificationType, boolean>>;
}

export type TypeSwitch = `notification_types.${NotificationType}`;

/** Everything that can be switched on and off. */
export type Switch = Exclude<keyof Settings, 'notification_types'> | TypeSwitch;

/** What a change sends: only what changes. */
export type SettingsPatch = Partial<Omit<Settings, 'notification_types'>> & {
  notification_types?: Partial<Record<NotificationType, boolean>>;
};

/** What holds for who has chosen nothing. */
export const DEFAULT_SETTINGS: Settings = {
  typing_indicators: true,
  read_receipts: true,
  show_presence: true,
  notification_sound: false,
  desktop_notifications: false,
  feed_auto_refresh: false,
  notification_types: { like: true, comment: true, follow: true, mention: true },
};

export function isOn(settings: Settings, which: Switch): boolean {
  return isTypeSwitch(which) ? settings.notification_types[typeOf(which)] : settings[which];
}

export function withSwitch(settings: Settings, which: Switch, on: boolean): Settings {
  if (!isTypeSwitch(which)) return { ...settings, [which]: on };
  return { ...settings, notification_types: { ...settings.notification_types, [typeOf(which)]: on } };
}

export function patchOf(which: Switch, on: boolean): SettingsPatch {
  return isTypeSwitch(which) ? { notification_types: { [typeOf(which)]: on } } : { [which]: on };
}

function isTypeSwitch(which: Switch): which is TypeSwitch {
  return which.startsWith('notification_types.');
}

function typeOf(which: TypeSwitch): NotificationType {
  return which.slice('notification_types.'.length) as NotificationType;
}
