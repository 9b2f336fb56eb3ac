import ackSeq from '../../../src/test/resources/frames/ack-seq.json';
import authenticateResume from '../../../src/test/resources/frames/authenticate-resume.json';
import authenticate from '../../../src/test/resources/frames/authenticate.json';
import deleteMessage from '../../../src/test/resources/frames/delete-message.json';
import draining from '../../../src/test/resources/frames/draining.json';
import editMessage from '../../../src/test/resources/frames/edit-message.json';
import errorInvalidData from '../../../src/test/resources/frames/error-invalid-data.json';
import errorRateLimited from '../../../src/test/resources/frames/error-rate-limited.json';
import feedUpdate from '../../../src/test/resources/frames/feed-update.json';
import markReadAck from '../../../src/test/resources/frames/mark-read-ack.json';
import markRead from '../../../src/test/resources/frames/mark-read.json';
import messageDelivered from '../../../src/test/resources/frames/message-delivered.json';
import messageReadAck from '../../../src/test/resources/frames/message-read-ack.json';
import messageRead from '../../../src/test/resources/frames/message-read.json';
import messagesRead from '../../../src/test/resources/frames/messages-read.json';
import messageDeleted from '../../../src/test/resources/frames/message-deleted.json';
import messageEdited from '../../../src/test/resources/frames/message-edited.json';
import newMessage from '../../../src/test/resources/frames/new-message.json';
import newNotification from '../../../src/test/resources/frames/new-notification.json';
import notificationBatch from '../../../src/test/resources/frames/notification-batch.json';
import notificationUpdated from '../../../src/test/resources/frames/notification-updated.json';
import notificationWithdrawn from '../../../src/test/resources/frames/notification-withdrawn.json';
import notificationsReadAll from '../../../src/test/resources/frames/notifications-read-all.json';
import notificationsRead from '../../../src/test/resources/frames/notifications-read.json';
import ping from '../../../src/test/resources/frames/ping.json';
import pong from '../../../src/test/resources/frames/pong.json';
import postCounts from '../../../src/test/resources/frames/post-counts.json';
import postRemoved from '../../../src/test/resources/frames/post-removed.json';
import presenceChanged from '../../../src/test/resources/frames/presence-changed.json';
import presenceQueryAck from '../../../src/test/resources/frames/presence-query-ack.json';
import presenceQuery from '../../../src/test/resources/frames/presence-query.json';
import presenceState from '../../../src/test/resources/frames/presence-state.json';
import readReceipt from '../../../src/test/resources/frames/read-receipt.json';
import refreshTokenAck from '../../../src/test/resources/frames/refresh-token-ack.json';
import refreshToken from '../../../src/test/resources/frames/refresh-token.json';
import resync from '../../../src/test/resources/frames/resync.json';
import sendMessageAck from '../../../src/test/resources/frames/send-message-ack.json';
import sendMessage from '../../../src/test/resources/frames/send-message.json';
import setStatusAck from '../../../src/test/resources/frames/set-status-ack.json';
import setStatusAutomatic from '../../../src/test/resources/frames/set-status-automatic.json';
import setStatus from '../../../src/test/resources/frames/set-status.json';
import subscribeAck from '../../../src/test/resources/frames/subscribe-ack.json';
import subscribe from '../../../src/test/resources/frames/subscribe.json';
import tokenExpiring from '../../../src/test/resources/frames/token-expiring.json';
import typingAck from '../../../src/test/resources/frames/typing-ack.json';
import typingStartEvent from '../../../src/test/resources/frames/typing-start-event.json';
import typingStart from '../../../src/test/resources/frames/typing-start.json';
import typingStopEvent from '../../../src/test/resources/frames/typing-stop-event.json';
import typingStop from '../../../src/test/resources/frames/typing-stop.json';
import welcomeFull from '../../../src/test/resources/frames/welcome-full.json';
import welcomeNone from '../../../src/test/resources/frames/welcome-none.json';
import welcomeReset from '../../../src/test/resources/frames/welcome-reset.json';

/** The frames that the server's tests read too: one truth for both sides. */
export const fromServer = {
  draining,
  errorInvalidData,
  errorRateLimited,
  feedUpdate,
  markReadAck,
  messageDelivered,
  messageReadAck,
  messagesRead,
  messageDeleted,
  messageEdited,
  newMessage,
  newNotification,
  notificationBatch,
  notificationUpdated,
  notificationWithdrawn,
  notificationsRead,
  notificationsReadAll,
  pong,
  postCounts,
  postRemoved,
  presenceChanged,
  presenceQueryAck,
  presenceState,
  readReceipt,
  refreshTokenAck,
  resync,
  sendMessageAck,
  setStatusAck,
  subscribeAck,
  tokenExpiring,
  typingAck,
  typingStartEvent,
  typingStopEvent,
  welcomeFull,
  welcomeNone,
  welcomeReset,
};

export const fromClient = {
  ackSeq,
  authenticate,
  authenticateResume,
  deleteMessage,
  editMessage,
  markRead,
  messageRead,
  ping,
  presenceQuery,
  refreshToken,
  sendMessage,
  setStatus,
  setStatusAutomatic,
  subscribe,
  typingStart,
  typingStop,
};
