import { Message } from '../../shared/realtime';

export type Change = { kind: 'edit'; content: string } | { kind: 'delete' };

/** By message id. */
export type Changes = ReadonlyMap<string, Change>;

/** The message as it will be once the change is confirmed. */
export function changed(message: Message, change: Change | undefined): Message {
  if (!change || message.deleted) return message;
  if (change.kind === 'delete') return { ...message, content: '', deleted: true };
  return { ...message, content: change.content, edited_at: message.edited_at ?? new Date(0).toISOString() };
}
