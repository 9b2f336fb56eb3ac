/** A question on which everything else waits counts as unanswered after this time. */
export const ANSWER_MS = 10_000;
