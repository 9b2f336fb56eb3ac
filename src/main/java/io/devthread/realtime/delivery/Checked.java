package io.devthread.realtime.delivery;

import java.util.Collection;
import java.util.List;

/**
 * What a position check has found.
 *
 * @param replaced connections whose session another one has
 */
public record Checked(List<Behind> behind, List<String> replaced) {
    static Checked of(Collection<Checked> parts) {
        return new Checked(
                parts.stream().flatMap(part -> part.behind().stream()).toList(),
                parts.stream().flatMap(part -> part.replaced().stream()).toList());
    }
}
