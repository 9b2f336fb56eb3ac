import { LANGUAGE } from '../../shared/language/language';
import { TraceRecipient } from './operations.api';

/** The service speaks English; in another language its verdict is told by its outcome. */
export function verdictOf({ outcome, verdict }: TraceRecipient): { word: string; sentence: string } {
  const [word, sentence] = OUTCOMES[outcome] ?? [outcome.replaceAll('_', ' '), verdict];
  return { word, sentence: LANGUAGE === 'en' ? verdict : sentence };
}

export function stepInWords(step: string): string {
  return STEPS[step] ?? step;
}

export const OUTCOMES: Readonly<Record<string, readonly [word: string, sentence: string]>> = {
  read: [$localize`read`, $localize`They have read it.`],
  acknowledged: [$localize`acknowledged`, $localize`A client of theirs has confirmed it.`],
  written: [$localize`written`, $localize`It left for a connection of theirs; no client has confirmed it yet.`],
  waiting: [$localize`waiting`, $localize`It is committed and not in their log yet.`],
  paced: [$localize`paced`, $localize`It waits for its turn: a person is told at most one update a second.`],
  offline: [$localize`offline`, $localize`They have had no connection since; it waits in their log.`],
  behind: [$localize`behind`, $localize`They are connected and behind: the position check finds that within seconds.`],
  slow_consumer: [$localize`slow consumer`, $localize`Their connection reads too slowly; it waits in the log.`],
  reset: [$localize`reset`, $localize`A client of theirs came back and was told to reload.`],
  left_log: [$localize`left log`, $localize`It was logged, and is no longer among the last events that the log keeps.`],
  blocked: [$localize`blocked`, $localize`One of the two had blocked the other when it came.`],
  muted: [$localize`muted`, $localize`They had switched this type of notification off when it came.`],
  own_action: [$localize`own action`, $localize`It is what they did themselves: nobody is told of that.`],
  older: [$localize`older`, $localize`A newer event about the same had come before it.`],
  gone: [$localize`gone`, $localize`Its post or comment had been deleted before it came.`],
  withdrawn: [$localize`withdrawn`, $localize`It was read or taken back before it was told.`],
  nothing_to_tell: [$localize`nothing to tell`, $localize`What it changed is told to nobody by itself.`],
};

export const STEPS: Readonly<Record<string, string>> = {
  published: $localize`published`,
  stored: $localize`stored`,
  decided: $localize`decided`,
  waiting: $localize`waiting`,
  logged: $localize`logged`,
  woken: $localize`woken`,
  written: $localize`written`,
  acknowledged: $localize`acknowledged`,
  read: $localize`read`,
  edited: $localize`edited`,
  deleted: $localize`deleted`,
  started: $localize`started`,
  resumed: $localize`resumed`,
  reset: $localize`reset`,
  held: $localize`held`,
  shed: $localize`shed`,
  closed: $localize`closed`,
};
