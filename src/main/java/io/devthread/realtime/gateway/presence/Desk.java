package io.devthread.realtime.gateway.presence;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * The one event loop on which a node's presence is kept, and its timer.
 *
 * @param now runs a task on it, in order
 * @param later runs a task on it after a while
 */
record Desk(Executor now, BiConsumer<Duration, Runnable> later) {}
