package io.devthread.realtime.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * What is done for several recorded requests at once is recorded too, whatever its own new trace id says; requests by
 * their sender's decision, or else by the ratio.
 */
record Sampling(Sampler requests) implements Sampler {
    static Sampling of(double ratio) {
        return new Sampling(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)));
    }

    @Override
    public SamplingResult shouldSample(
            Context parent,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> recordedRequests) {
        return recordedRequests.isEmpty()
                ? requests.shouldSample(parent, traceId, name, kind, attributes, recordedRequests)
                : SamplingResult.recordAndSample();
    }

    @Override
    public String getDescription() {
        return "linked, or " + requests.getDescription();
    }
}
