package io.devthread.realtime.gateway.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;

/**
 * The API documents themselves, at {@code /openapi.yaml} and {@code /asyncapi.yaml}, and the pages made of them and of
 * the guides, at {@code /docs}. The pages are made by the build of the app ({@code webroot/docs}); a page has no ending
 * in its address. Swagger UI needs a policy of its own: {@link SecurityHeaders#DOCS}.
 */
final class Docs {
    private static final String PAGES = "/docs";
    private static final List<String> DOCUMENTS = List.of("/openapi.yaml", "/asyncapi.yaml");

    private final StaticFiles documents;
    private final StaticFiles pages;

    Docs(WebRoot documents, WebRoot pages, Clock clock) {
        this.documents = new StaticFiles(documents, clock);
        this.pages = new StaticFiles(pages, clock);
    }

    void mount(Router router) {
        for (String path : DOCUMENTS) {
            router.route(path).handler(context -> serve(context, documents, path));
        }
        router.route(PAGES + "/*").handler(context -> {
            SecurityHeaders.allow(context, SecurityHeaders.DOCS);
            serve(context, pages, file(context.normalizedPath()));
        });
    }

    private static void serve(RoutingContext context, StaticFiles files, String path) {
        if (files.isRead(context)) {
            files.find(context, path)
                    .onComplete(
                            file -> file.ifPresentOrElse(
                                    asset -> StaticFiles.send(context.request(), asset), () -> files.missing(context)),
                            context::fail);
        }
    }

    /** {@code /docs} is the index, {@code /docs/errors} and {@code /docs/errors/} the page {@code errors.html}. */
    static String file(String path) {
        String name = path.substring(PAGES.length()).replaceAll("/+$", "");
        if (name.isEmpty()) {
            return "/index.html";
        }
        return name.substring(name.lastIndexOf('/')).contains(".") ? name : name + ".html";
    }
}
