import { Problem } from '../../shared/errors/api-error';

/** A message of mine that the server has not confirmed yet. Its id is what makes sending it again harmless. */
export interface Outgoing {
  client_message_id: string;
  conversation_id: string;
  content: string;
  timestamp: number;
  state: 'sending' | 'failed';
  problem?: Problem;
}
