import { CommandName, CommandOf, EventName, Events } from './events';
import { ErrorBody } from './payloads';

export const PROTOCOL_VERSION = 1;
export const SUBPROTOCOL = 'devthread.v1.json';

export type FrameType = 'notification' | 'message' | 'presence' | 'typing' | 'feed' | 'system' | 'ack' | 'error';

/** An event from the server. `seq` stands on durable events only. */
export interface EventFrame<E extends EventName = EventName> {
  v: number;
  type: Exclude<FrameType, 'ack' | 'error'>;
  event: E;
  id?: string;
  channel?: string;
  seq?: number;
  data: Events[E];
  timestamp: number;
}

/** The same, so that `frame.event === '…'` narrows `frame.data`. */
export type AnyEvent = { [E in EventName]: EventFrame<E> }[EventName];

export interface AckFrame {
  v: number;
  type: 'ack';
  id: string;
  data: unknown;
  timestamp: number;
}

/** Without `id` it concerns the connection, not one command. */
export interface ErrorFrame extends ErrorBody {
  v: number;
  type: 'error';
  id?: string;
  timestamp: number;
}

export type ServerFrame = AnyEvent | AckFrame | ErrorFrame;

export type CommandFrame<C extends CommandName = CommandName> = { v: number; id: string } & CommandOf<C>;

/** Confirms every durable event up to `seq`. */
export interface SeqAck {
  v: number;
  type: 'ack';
  seq: number;
  epoch: string;
}

export type ClientFrame = CommandFrame | SeqAck;

/** Reads what came over the wire; `undefined` for anything that is no frame (unknown fields and events are kept). */
export function parseFrame(text: unknown): ServerFrame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isFrame(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFrame(value: unknown): value is ServerFrame {
  if (typeof value !== 'object' || value === null) return false;
  const { type, event, id, code, seq, data } = value as Record<string, unknown>;
  if (type === 'ack') return typeof id === 'string';
  if (type === 'error') return typeof code === 'string';
  const isNumbered = seq === undefined || Number.isSafeInteger(seq);
  return (
    typeof type === 'string' && typeof event === 'string' && isNumbered && typeof data === 'object' && data !== null
  );
}
