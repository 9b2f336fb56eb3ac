import { OUTCOMES } from './trace-words';

/** What the service says of a step beyond its name, where that is one of a few texts, in this language; the rest stays. */
export function detailInWords(detail: string): string {
  for (const [form, words] of FORMS) {
    const parts = form.exec(detail);
    if (parts) return words(parts[1] ?? '', parts[2] ?? '');
  }
  return decidedInWords(detail) ?? DETAILS[detail] ?? detail;
}

/** Where the service puts something into its text. */
const FORMS: readonly (readonly [form: RegExp, words: (first: string, second: string) => string])[] = [
  [
    /^message (\d+) of conversation (\S+)$/,
    (seq, conversation) => $localize`message ${seq}:seq: of conversation ${conversation}:conversation:`,
  ],
  [/^(\w+), by its producer's clock$/, (type) => $localize`${type}:type:, by its producer's clock`],
  [
    /^(\w+), notification (\S+)$/,
    (outcome, id) => $localize`${decidedInWords(outcome) ?? outcome}:outcome:, notification ${id}:id:`,
  ],
  [/^(\d{4}) (.+)$/, (code, reason) => `${code} ${REASONS[reason] ?? reason}`],
];

export const DETAILS: Readonly<Record<string, string>> = {
  'for the last time': $localize`for the last time`,
  'its content is gone': $localize`its content is gone`,
  'accepted; a repeat changes nothing': $localize`accepted; a repeat changes nothing`,
  'in the outbox, not logged yet': $localize`in the outbox, not logged yet`,
  'the connection stands at this seq': $localize`the connection stands at this seq`,
  'a client has confirmed it': $localize`a client has confirmed it`,
  'its sender is not shown that: one of the two has receipts off, or had, or the other was blocked': $localize`its sender is not shown that: one of the two has receipts off, or had, or the other was blocked`,
  'the node heard of it': $localize`the node heard of it`,
  "to the connection's socket": $localize`to the connection's socket`,
  'as the answer of a long poll': $localize`as the answer of a long poll`,
  'the client has everything up to here': $localize`the client has everything up to here`,
  'a client began without a position; what is older it loads over HTTP': $localize`a client began without a position; what is older it loads over HTTP`,
  'a client went on from here without a gap': $localize`a client went on from here without a gap`,
  'continuity could not be proved: the client reloads over HTTP': $localize`continuity could not be proved: the client reloads over HTTP`,
  'the log reaches not so far back: the client reloads over HTTP': $localize`the log reaches not so far back: the client reloads over HTTP`,
  'the log of then is gone: the client reloads over HTTP': $localize`the log of then is gone: the client reloads over HTTP`,
  'the log never stood there: the client reloads over HTTP': $localize`the log never stood there: the client reloads over HTTP`,
  'the reader is slow: what follows waits in the log': $localize`the reader is slow: what follows waits in the log`,
  'the reader was slow: ephemeral events were dropped': $localize`the reader was slow: ephemeral events were dropped`,
  'the client or the network went away': $localize`the client or the network went away`,
  // A notification, by its type.
  like: $localize`like`,
  comment: $localize`comment`,
  follow: $localize`follow`,
  mention: $localize`mention`,
};

/** Of a close code. */
export const REASONS: Readonly<Record<string, string>> = {
  bye: $localize`bye`,
  'going away': $localize`going away`,
  'not RFC 6455': $localize`not RFC 6455`,
  'text frames only': $localize`text frames only`,
  'not UTF-8': $localize`not UTF-8`,
  'frame too large': $localize`frame too large`,
  'internal error': $localize`internal error`,
  'token expired': $localize`token expired`,
  'slow consumer': $localize`slow consumer`,
  'no sign of life': $localize`no sign of life`,
  'server draining': $localize`server draining`,
  overloaded: $localize`overloaded`,
  'three invalid frames': $localize`three invalid frames`,
  'not authenticated': $localize`not authenticated`,
  'signed out': $localize`signed out`,
  'too many connections': $localize`too many connections`,
  'replaced by a newer connection': $localize`replaced by a newer connection`,
  flooding: $localize`flooding`,
};

/** What a domain event did, where no outcome for a person says the same. */
export const DECIDED: Readonly<Record<string, string>> = {
  told: $localize`told`,
  took_back: $localize`took back`,
  superseded: $localize`superseded`,
  about_nobody: $localize`about nobody`,
};

function decidedInWords(outcome: string): string | undefined {
  return DECIDED[outcome] ?? OUTCOMES[outcome]?.[0];
}
