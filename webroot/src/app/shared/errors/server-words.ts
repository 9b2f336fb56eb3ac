import { LANGUAGE } from '../language/language';
import { ErrorBody, ErrorCode } from '../realtime';

/** The service speaks English. What people meet every day is told in their language; the rest by its code. */
export function serverWords({ code, message }: ErrorBody): string {
  return EVERYDAY[message] ?? (LANGUAGE === 'en' ? sentence(message) : BY_CODE[code]);
}

const EVERYDAY: Readonly<Record<string, string>> = {
  'the username or the password is wrong': $localize`The username or the password is wrong.`,
  'too many failed logins, wait and try again': $localize`Too many failed logins, wait and try again.`,
  'username is taken': $localize`Username is taken.`,
  'username must have 3 to 32 characters of a-z, 0-9, _ and -': $localize`Username must have 3 to 32 characters of a-z, 0-9, _ and -.`,
  'password must have 8 to 128 characters': $localize`Password must have 8 to 128 characters.`,
  'nothing passes between the two of you': $localize`Nothing passes between the two of you.`,
  // Of the client itself.
  'Not connected.': $localize`Not connected.`,
};

const BY_CODE: Readonly<Record<ErrorCode, string>> = {
  invalid_frame: $localize`This was not understood.`,
  unsupported_version: $localize`This was not understood.`,
  unknown_event: $localize`This was not understood.`,
  invalid_data: $localize`This was not understood.`,
  unauthorized: $localize`You are not signed in any more.`,
  token_expired: $localize`You are not signed in any more.`,
  forbidden: $localize`You may not do this.`,
  not_found: $localize`This is not there.`,
  rate_limited: $localize`Too much at once. Wait a moment.`,
  too_large: $localize`This is too long.`,
  too_many_connections: $localize`DevThread is open in too many places. Close one of them, then connect again.`,
  too_many_subscriptions: $localize`The server has too much to do. Try again later.`,
  unavailable: $localize`The server has too much to do. Try again later.`,
  internal: $localize`Something went wrong on our side.`,
};

/** "password is too short" → "Password is too short." */
function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
