/**
 * The benchmark of {@code scripts/bench}: load against a service that runs in a process of its own. Open loop: a message
 * counts from the moment it was scheduled, so a service that falls behind can't hide it. Not part of the test suite.
 */
package io.devthread.realtime.bench;
