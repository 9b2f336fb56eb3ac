import { Clock, Release, TabWorld } from '../app/shared/realtime';

interface Claim {
  tab: string;
  granted: (release: Release) => void;
  lost: () => void;
}

interface Listener {
  tab: string;
  receive: (message: unknown) => void;
}

/** Several tabs of one browser, their locks and channels in the hands of a test. */
export class FakeBrowser {
  /** All that was said over channels. */
  readonly said: string[] = [];
  readonly #holders = new Map<string, Claim>();
  readonly #queues = new Map<string, Claim[]>();
  readonly #channels = new Map<string, Set<Listener>>();
  readonly #asleep = new Map<string, (() => void)[]>();
  readonly #crashed = new Set<string>();
  readonly #heldBack = new Set<string>();
  readonly #hidden = new Set<string>();
  readonly #watchers = new Map<string, Set<() => void>>();

  tab(id: string): TabWorld {
    return {
      id,
      locks: {
        ifFree: (name, lost) => this.run(id, () => (this.#holders.has(name) ? undefined : this.#claim(name, id, lost))),
        whenFree: (name, signal, lost) => this.#claim(name, id, lost, signal),
        byForce: (name, lost) => this.#rob(name, id, lost),
      },
      channel: (name, receive) => this.#channel(name, { tab: id, receive }),
      visible: () => !this.#hidden.has(id),
      watch: (changed) => {
        this.#watchers.set(id, (this.#watchers.get(id) ?? new Set()).add(changed));
        return () => this.#watchers.get(id)?.delete(changed);
      },
    };
  }

  look(id: string, isVisible: boolean): void {
    if (isVisible) this.#hidden.delete(id);
    else this.#hidden.add(id);
    this.#watchers.get(id)?.forEach((changed) => changed());
  }

  /** The clock as that tab has it. */
  clock(id: string, clock: Clock): Clock {
    const after: Clock['after'] = (ms, run) => {
      let isOver = false;
      const cancel = clock.after(
        ms + (this.#heldBack.has(id) ? 60_000 : 0),
        () => void this.run(id, () => isOver || run()),
      );
      return () => {
        isOver = true;
        cancel();
      };
    };
    return { now: () => clock.now(), random: () => clock.random(), after };
  }

  /** It hears everything, but its timers come late: what browsers do in the background. */
  holdBack(id: string): void {
    this.#heldBack.add(id);
  }

  /** What it is told comes when it wakes up. */
  sleep(id: string): void {
    if (!this.#asleep.has(id)) this.#asleep.set(id, []);
  }

  wake(id: string): void {
    const waiting = this.#asleep.get(id) ?? [];
    this.#asleep.delete(id);
    if (!this.#crashed.has(id)) waiting.forEach((run) => run());
  }

  /** Without a word: as the browser sees it, all of its locks are free. */
  crash(id: string): void {
    for (const listeners of this.#channels.values()) {
      for (const listener of listeners) if (listener.tab === id) listeners.delete(listener);
    }
    this.#crashed.add(id);
    for (const [name, queue] of this.#queues) {
      this.#queues.set(
        name,
        queue.filter(({ tab }) => tab !== id),
      );
    }
    for (const [name, { tab }] of [...this.#holders]) if (tab === id) this.#free(name);
  }

  holder(name: string): string | undefined {
    return this.#holders.get(name)?.tab;
  }

  #claim(name: string, tab: string, lost: () => void, signal?: AbortSignal): Promise<Release | undefined> {
    return new Promise((resolve) => {
      const granted = (release: Release) => this.run(tab, () => resolve(release));
      const claim: Claim = { tab, granted, lost: () => this.run(tab, lost) };
      signal?.addEventListener('abort', () => {
        const queue = this.#queues.get(name) ?? [];
        if (queue.includes(claim)) resolve(undefined);
        this.#queues.set(
          name,
          queue.filter((other) => other !== claim),
        );
      });
      if (signal?.aborted) return resolve(undefined);
      if (this.#holders.has(name)) this.#queues.set(name, [...(this.#queues.get(name) ?? []), claim]);
      else this.#grant(name, claim);
    });
  }

  #grant(name: string, claim: Claim): void {
    this.#holders.set(name, claim);
    claim.granted(() => {
      if (this.#holders.get(name) === claim) this.#free(name);
    });
  }

  #free(name: string): void {
    this.#holders.delete(name);
    const [next, ...others] = this.#queues.get(name) ?? [];
    this.#queues.set(name, others);
    if (next) this.#grant(name, next);
  }

  #rob(name: string, tab: string, lost: () => void): Promise<Release> {
    const robbed = this.#holders.get(name);
    return new Promise((resolve) => {
      const granted = (release: Release) => void this.run(tab, () => resolve(release));
      this.#grant(name, { tab, granted, lost: () => void this.run(tab, lost) });
      robbed?.lost();
    });
  }

  #channel(name: string, listener: Listener) {
    const all = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, all.add(listener));
    return {
      post: (message: unknown) => {
        if (!all.has(listener)) return;
        const text = JSON.stringify(message);
        this.said.push(text);
        for (const other of all) {
          if (other === listener) continue;
          queueMicrotask(() => this.run(other.tab, () => other.receive(JSON.parse(text))));
        }
      },
      close: () => all.delete(listener),
    };
  }

  /** At once, or when the tab wakes up; never where it has crashed. */
  run<T>(tab: string, run: () => T): Promise<Awaited<T>> {
    return new Promise((resolve) => {
      if (this.#crashed.has(tab)) return;
      const now = () => resolve(run() as Awaited<T>);
      const asleep = this.#asleep.get(tab);
      if (asleep) asleep.push(now);
      else now();
    });
  }
}
