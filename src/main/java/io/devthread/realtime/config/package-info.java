/**
 * How a process is told what to do. {@link io.devthread.realtime.config.ConfigLoader} lays three layers over each
 * other: {@code defaults.yaml} beside this package (every setting with its default: it is also the list of what may be
 * set), the files of the configuration directory in the order of their names, and {@code DEVTHREAD_…} environment
 * variables. The result is a {@link io.devthread.realtime.config.RealtimeConfig}, whose records check themselves. A
 * wrong key or value stops the start with one line that names it, its source and what is allowed.
 *
 * <p>A new section: its record in the capability's package, one component in {@code RealtimeConfig}, one block in
 * {@code defaults.yaml} and the same, documented, in {@code conf/realtime.yaml} (a test compares the two).
 */
package io.devthread.realtime.config;
