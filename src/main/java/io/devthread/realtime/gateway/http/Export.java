package io.devthread.realtime.gateway.http;

import io.devthread.realtime.model.Export.Page;
import io.devthread.realtime.model.Json;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One JSON object, written a page at a time as the client takes it, so that no memory grows with what is held. The first
 * page of each section is there before the first byte goes out: until then what goes wrong is an ordinary error. After
 * it {@link ExportWriter} cuts the connection, so that half a document can't pass for a whole one.
 */
final class Export implements Answer {
    private final Instant now;
    private final List<Begun> sections;

    /**
     * @param isList or else one thing
     * @param pages of a list, each by the {@code next} of the one before
     */
    record Section(String name, boolean isList, Function<Optional<String>, Future<Page>> pages) {
        static Section list(String name, Function<Optional<String>, Future<Page>> pages) {
            return new Section(name, true, pages);
        }

        static Section one(String name, Supplier<Future<?>> thing) {
            return new Section(
                    name, false, first -> thing.get().map(it -> new Page(Json.trees(List.of(it)), Optional.empty())));
        }
    }

    /** A section with its first page. */
    record Begun(Section section, Page first) {}

    private Export(Instant now, List<Begun> sections) {
        this.now = now;
        this.sections = sections;
    }

    /** Fails as the first page that fails. */
    static Future<Answer> begin(Instant now, List<Section> sections) {
        List<Future<Page>> firsts = sections.stream()
                .map(section -> section.pages().apply(Optional.empty()))
                .toList();
        return Future.all(firsts).map(all -> {
            List<Begun> begun = new ArrayList<>();
            for (int i = 0; i < firsts.size(); i++) {
                begun.add(new Begun(sections.get(i), firsts.get(i).result()));
            }
            return new Export(now, begun);
        });
    }

    @Override
    public void send(HttpServerResponse response) {
        if (response.headWritten() || response.closed()) {
            return;
        }
        response.setChunked(true)
                .putHeader("Content-Type", JSON)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Disposition", "attachment; filename=\"devthread-export-%s.json\"".formatted(day()));
        response.write("{\"exported_at\":" + Json.text(now));
        new ExportWriter(response, sections.iterator()).start();
    }

    private LocalDate day() {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}
