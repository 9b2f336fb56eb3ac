/**
 * Runs one at a time. Whoever asks while one runs gets the one after it, all of them the same: each answer has been asked
 * for after its question, and a hundred questions cost two runs.
 */
export function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = () => {
    next = undefined;
    running ??= run().finally(() => (running = undefined));
    return running;
  };
  return () => (running ? (next ??= running.then(start, start)) : start());
}
