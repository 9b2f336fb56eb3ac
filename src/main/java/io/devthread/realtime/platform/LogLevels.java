package io.devthread.realtime.platform;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * How much the loggers of this process say, which may be changed while it runs and lasts until it ends. Only those that
 * log neither contents nor tokens at any level: the service's own, and the cluster's. What other libraries say at DEBUG
 * holds what they carry. Any thread.
 */
final class LogLevels {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogLevels.class);
    private static final List<String> CHANGEABLE = List.of("io.devthread", "com.hazelcast");
    private static final Map<String, Level> LEVELS = Stream.of(
                    Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR, Level.OFF)
            .collect(Collectors.toMap(Level::toString, level -> level));

    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Map<String, Optional<Level>> atStart = new ConcurrentHashMap<>();

    /**
     * @param level its own; empty where it follows the one above it
     * @param effective what counts
     */
    record Setting(Optional<String> level, String effective) {
        static Setting of(Logger logger) {
            return new Setting(
                    Optional.ofNullable(logger.getLevel()).map(Level::toString),
                    logger.getEffectiveLevel().toString());
        }
    }

    /** Those that have a level of their own, and those above all that may be changed. */
    Map<String, Setting> all() {
        CHANGEABLE.forEach(loggers::getLogger);
        Map<String, Setting> all = new TreeMap<>();
        for (Logger logger : loggers.getLoggerList()) {
            if (CHANGEABLE.contains(logger.getName())
                    || (isChangeable(logger.getName()) && logger.getLevel() != null)) {
                all.put(logger.getName(), Setting.of(logger));
            }
        }
        return all;
    }

    /** @throws Refusal for a logger that may not be changed, or is none */
    Setting of(String name) {
        return Setting.of(logger(name));
    }

    /**
     * @param level empty: as it was when the process started
     * @throws Refusal for another level, and as {@link #of}
     */
    Setting set(String name, Optional<String> level) {
        Optional<Level> wanted = level.map(LogLevels::level);
        Logger logger = logger(name);
        Optional<Level> before = atStart.computeIfAbsent(name, first -> Optional.ofNullable(logger.getLevel()));
        logger.setLevel(wanted.or(() -> before).orElse(null));
        LOG.info("log.level logger={} level={}", name, logger.getEffectiveLevel());
        return Setting.of(logger);
    }

    /** Of existing ones only: a name that nobody logs by would stay in memory for ever. */
    private Logger logger(String name) {
        if (!isChangeable(name)) {
            throw Refusal.of(Failure.FORBIDDEN, "loggers that may be changed are those of " + CHANGEABLE);
        }
        if (!CHANGEABLE.contains(name) && loggers.exists(name) == null) {
            throw Refusal.of(Failure.NOT_FOUND, "there is no such logger");
        }
        return loggers.getLogger(name);
    }

    private static boolean isChangeable(String name) {
        return CHANGEABLE.stream().anyMatch(above -> name.equals(above) || name.startsWith(above + "."));
    }

    private static Level level(String name) {
        return Optional.ofNullable(LEVELS.get(name))
                .orElseThrow(
                        () -> Refusal.invalid("level", "must be one of TRACE, DEBUG, INFO, WARN, ERROR, OFF, or null"));
    }
}
