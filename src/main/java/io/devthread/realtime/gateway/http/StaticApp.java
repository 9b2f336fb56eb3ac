package io.devthread.realtime.gateway.http;

import io.devthread.realtime.gateway.http.WebRoot.Asset;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Serves the app. A path that is no file is a deep link into the app and gets its page, except where a browser asks for
 * a script or picture that is gone: those get 404, or an old tab would run HTML as JavaScript.
 */
final class StaticApp implements Handler<RoutingContext> {
    private static final String INDEX = "/index.html";
    private static final String NOT_BUILT = """
            The app is not part of this build.

            Build it with:  mvn package   (without -Dskip.web=true)
            or start everything with:  scripts/run
            The API under /api and the socket at /ws work without it.
            """;

    private final StaticFiles files;

    StaticApp(StaticFiles files) {
        this.files = files;
    }

    @Override
    public void handle(RoutingContext context) {
        if (!files.isRead(context)) {
            return;
        }
        String path = context.normalizedPath();
        if (path.equals("/") || path.equals(INDEX)) {
            page(context);
        } else {
            files.find(context, path).onComplete(file -> answer(context, path, file), context::fail);
        }
    }

    private static boolean isDeepLink(HttpServerRequest request, String path) {
        boolean looksLikeFile = path.substring(path.lastIndexOf('/')).contains(".");
        String accepted = request.getHeader("Accept");
        return !looksLikeFile || accepted != null && accepted.contains("text/html");
    }

    private void answer(RoutingContext context, String path, Optional<Asset> file) {
        if (file.isPresent()) {
            StaticFiles.send(context.request(), file.get());
        } else if (isDeepLink(context.request(), path)) {
            page(context);
        } else {
            files.missing(context);
        }
    }

    private void page(RoutingContext context) {
        files.find(context, INDEX)
                .onComplete(
                        page -> page.ifPresentOrElse(asset -> AppPage.send(context, asset), () -> notBuilt(context)),
                        context::fail);
    }

    private static void notBuilt(RoutingContext context) {
        context.response()
                .setStatusCode(404)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(NOT_BUILT);
    }
}
