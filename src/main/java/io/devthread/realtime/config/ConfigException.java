package io.devthread.realtime.config;

/** The process can't start as it was told to. The message is one line for the operator and holds no secret. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
