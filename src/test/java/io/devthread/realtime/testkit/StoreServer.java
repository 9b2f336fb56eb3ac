package io.devthread.realtime.testkit;

/** One store process; its address and its data stay through stop, kill and start. Each method returns when it is so. */
interface StoreServer extends AutoCloseable {
    int port();

    void start();

    void stop();

    /** As a power cut would. */
    void kill();

    /** For good: the data is not needed any more. */
    @Override
    default void close() {
        kill();
    }
}
