package io.devthread.realtime.presence;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.Leases.View;
import io.devthread.realtime.presence.PresenceApi.Connected;
import io.devthread.realtime.presence.PresenceApi.Noted;
import io.devthread.realtime.presence.PresenceApi.Presence;
import io.devthread.realtime.presence.PresenceApi.Refresh;
import io.devthread.realtime.presence.PresenceApi.Report;
import io.devthread.realtime.presence.PresenceApi.SetStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Takes in what changes presence: what gateways report, what people choose, what they let others see. */
final class Arrivals {
    private static final String ONLINE = "online";
    private static final Set<String> STATUSES = Set.of(ONLINE, "away", "busy", "offline");

    private final PresenceState state;
    private final Leases leases;
    private final PresenceStore store;
    private final Consumer<Findings> found;

    /** @param found is told what each change has brought to light */
    Arrivals(PresenceState state, Leases leases, PresenceStore store, Consumer<Findings> found) {
        this.state = state;
        this.leases = leases;
        this.store = store;
        this.found = found;
    }

    Noted report(Report report) {
        View view = leases.viewWith(report.node());
        Findings findings = state.report(view, report).await();
        found.accept(findings);
        reread(findings.unknown());
        return new Noted();
    }

    /** Reads the choices again too: so what a lost hint or a process that died left undone is done. */
    Noted refresh(Refresh refresh) {
        View view = leases.viewWith(refresh.node());
        found.accept(state.refresh(view, refresh).await());
        reread(refresh.users().stream().map(Connected::userId).toList());
        return new Noted();
    }

    /** Stored first: what is acknowledged outlives everything. */
    Presence setStatus(SetStatus request) {
        if (request.status() == null || !STATUSES.contains(request.status())) {
            throw Refusal.invalid("status", "must be online, away, busy or offline");
        }
        View view = leases.view();
        Choice choice = store.choose(request.userId(), request.status().equals(ONLINE) ? "" : request.status());
        found.accept(state.choose(view, List.of(choice)).await());
        return new Presence(request.userId(), request.status(), Optional.empty());
    }

    /** What is noted of somebody who is there in the same second comes back with the next note. */
    Export.Erased erase(Export.Erase request) {
        View view = leases.view();
        UserId user = request.userId();
        Optional<Choice> forgotten = store.forget(user);
        found.accept(state.choose(view, forgotten.stream().toList()).await());
        found.accept(state.forget(view, List.of(user)).await());
        return new Export.Erased(Map.of("presence", forgotten.isPresent() ? 1L : 0L), false);
    }

    void reread(Collection<UserId> users) {
        if (!users.isEmpty()) {
            found.accept(state.choose(leases.view(), store.choices(users)).await());
        }
    }
}
