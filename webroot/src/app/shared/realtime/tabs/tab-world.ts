import { Cancel } from '../clock';

/** All that tabs need to share one connection: a lock that one of them holds, and a channel that all of them hear. */
export interface TabWorld {
  /** Of this tab and no other. */
  readonly id: string;
  readonly locks: TabLocks;
  channel(name: string, receive: (message: unknown) => void): TabChannel;
  /** Whether somebody may be looking at this tab. */
  visible(): boolean;
  /** Calls back when it is looked at, or not any more. */
  watch(changed: () => void): Cancel;
}

/** Gives a lock back. A tab that ends, in whatever way, has given back all of its own. */
export type Release = () => void;

export interface TabLocks {
  /** Nothing where somebody else has it. */
  ifFree(name: string, lost: () => void): Promise<Release | undefined>;
  /** As soon as nobody has it; nothing where `signal` came first. */
  whenFree(name: string, signal: AbortSignal, lost: () => void): Promise<Release | undefined>;
  /** From whoever has it; that one is told by `lost`. */
  byForce(name: string, lost: () => void): Promise<Release>;
}

/** Reaches all other tabs, in the order said, and never the own one. */
export interface TabChannel {
  post(message: unknown): void;
  close(): void;
}
