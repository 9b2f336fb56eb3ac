package io.devthread.realtime.presence;

import io.devthread.realtime.model.UserId;

/**
 * What PostgreSQL says that a person wants. Several processes may tell Redis of it in another order than it was read,
 * so each half has its time, by PostgreSQL's clock in ms: the older one loses.
 *
 * @param chosen away, busy, offline, or empty: it follows from the connections
 * @param hidden shows no presence to anybody
 */
record Choice(UserId user, String chosen, long chosenAsOf, boolean hidden, long hiddenAsOf) {}
