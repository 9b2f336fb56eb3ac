package io.devthread.realtime.gateway.http;

import io.devthread.realtime.gateway.http.Export.Begun;
import io.devthread.realtime.gateway.http.Export.Section;
import io.devthread.realtime.model.Export.Page;
import io.devthread.realtime.model.Json;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an export, one step after the other on the response's event loop: the next page is asked for when the client
 * has taken so much of the one before that there is room for it. A client that goes away takes this with it.
 */
final class ExportWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ExportWriter.class);

    private final HttpServerResponse response;
    private final Iterator<Begun> sections;
    private Optional<Section> current = Optional.empty();
    private Optional<String> next = Optional.empty();
    private boolean isFirstItem;

    ExportWriter(HttpServerResponse response, Iterator<Begun> sections) {
        this.response = response;
        this.sections = sections;
    }

    void start() {
        response.exceptionHandler(gone -> LOG.debug("http.export client_gone"));
        step();
    }

    private void step() {
        if (response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> step());
        } else if (next.isPresent()) {
            current.orElseThrow().pages().apply(next).onComplete(this::write, this::cut);
        } else {
            endSection();
        }
    }

    private void endSection() {
        if (current.filter(Section::isList).isPresent()) {
            response.write("]");
        }
        if (sections.hasNext()) {
            begin(sections.next());
        } else {
            response.end("}");
        }
    }

    private void begin(Begun begun) {
        current = Optional.of(begun.section());
        isFirstItem = true;
        response.write(",\"" + begun.section().name() + "\":" + (begun.section().isList() ? "[" : ""));
        write(begun.first());
    }

    private void write(Page page) {
        if (!page.items().isEmpty()) {
            String items = page.items().stream().map(Json::text).collect(Collectors.joining(","));
            response.write(isFirstItem ? items : "," + items);
            isFirstItem = false;
        }
        next = page.next();
        step();
    }

    private void cut(Throwable cause) {
        LOG.warn("http.export cut section={} cause={}", current.orElseThrow().name(), cause.toString());
        response.reset();
    }
}
