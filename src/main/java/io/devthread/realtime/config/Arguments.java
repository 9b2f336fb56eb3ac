package io.devthread.realtime.config;

import java.util.List;
import java.util.Optional;

/** The command line: {@code --conf=DIR} and {@code --groups=a,b}. */
record Arguments(Optional<String> conf, Optional<String> groups) {
    private static final String CONF = "--conf=";
    private static final String GROUPS = "--groups=";

    static Arguments parse(List<String> args) {
        Optional<String> conf = Optional.empty();
        Optional<String> groups = Optional.empty();
        for (String arg : args) {
            if (arg.startsWith(CONF)) {
                conf = Optional.of(arg.substring(CONF.length()));
            } else if (arg.startsWith(GROUPS)) {
                groups = Optional.of(arg.substring(GROUPS.length()));
            } else {
                throw new ConfigException(
                        "command line: " + arg + " is not an option; there are: --conf=DIR, --groups=a,b");
            }
        }
        return new Arguments(conf, groups);
    }

    void overlay(ConfigTree tree) {
        groups.ifPresent(names -> tree.set("--groups", "groups", EnvironmentLayer.list(names)));
    }
}
