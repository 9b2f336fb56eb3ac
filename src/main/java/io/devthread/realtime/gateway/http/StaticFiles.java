package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.ErrorAnswer;
import io.devthread.realtime.gateway.http.WebRoot.Asset;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a {@link WebRoot} over HTTP: only read, sent once to who keeps them, compressed for who takes it. */
final class StaticFiles {
    private static final Pattern GZIP = Pattern.compile("(?i)gzip(\\s*;\\s*q=(1(\\.0{0,3})?|0\\.(?!0+$)\\d{1,3}))?");

    private final WebRoot files;
    private final Clock clock;

    StaticFiles(WebRoot files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    /** Whether the request wants to read; any other has got its answer. */
    boolean isRead(RoutingContext context) {
        HttpMethod method = context.request().method();
        if (method == HttpMethod.GET || method == HttpMethod.HEAD) {
            return true;
        }
        context.response().putHeader("Allow", "GET, HEAD");
        ErrorAnswer.send(context.response(), 405, Refusal.of(Failure.INVALID_DATA, "this path takes GET, HEAD"), clock);
        return false;
    }

    Future<Optional<Asset>> find(RoutingContext context, String path) {
        Optional<Asset> known = files.inMemory(path);
        return known.isPresent()
                ? Future.succeededFuture(known)
                : context.vertx().executeBlocking(() -> files.read(path), false);
    }

    void missing(RoutingContext context) {
        ErrorAnswer.send(context.response(), Refusal.of(Failure.NOT_FOUND, "there is no such file"), clock);
    }

    static void send(HttpServerRequest request, Asset asset) {
        HttpServerResponse response = request.response();
        response.headers()
                .set("ETag", asset.etag())
                .set("Cache-Control", asset.immutable() ? "public, max-age=31536000, immutable" : "no-cache")
                .add("Vary", "Accept-Encoding");
        if (isKept(asset, request.getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader("Content-Type", asset.type());
        boolean gzip = asset.gzipped().isPresent() && takesGzip(request.getHeader("Accept-Encoding"));
        if (gzip) {
            response.putHeader("Content-Encoding", "gzip");
        }
        byte[] bytes = gzip ? asset.gzipped().orElseThrow() : asset.bytes();
        response.putHeader("Content-Length", Integer.toString(bytes.length));
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(Buffer.buffer(bytes));
        }
    }

    /** RFC 9110, section 13.1.2. A proxy that packs an answer makes its tag a weak one. */
    private static boolean isKept(Asset asset, String tags) {
        return items(tags)
                .anyMatch(tag -> tag.equals("*") || tag.replaceFirst("^W/", "").equals(asset.etag()));
    }

    /** RFC 9110, section 12.5.3: a weight of 0 says no. */
    private static boolean takesGzip(String encodings) {
        return items(encodings).anyMatch(encoding -> GZIP.matcher(encoding).matches());
    }

    private static Stream<String> items(String list) {
        return list == null ? Stream.empty() : Arrays.stream(list.split(",")).map(String::strip);
    }
}
