package io.devthread.realtime.privacy;

import static io.devthread.realtime.privacy.PrivacyApi.ACCOUNT;
import static io.devthread.realtime.privacy.PrivacyApi.BLOCK;
import static io.devthread.realtime.privacy.PrivacyApi.BLOCKS;
import static io.devthread.realtime.privacy.PrivacyApi.CHANGED;
import static io.devthread.realtime.privacy.PrivacyApi.CHANGE_SETTINGS;
import static io.devthread.realtime.privacy.PrivacyApi.ERASE;
import static io.devthread.realtime.privacy.PrivacyApi.ERASURE;
import static io.devthread.realtime.privacy.PrivacyApi.SETTINGS;
import static io.devthread.realtime.privacy.PrivacyApi.UNBLOCK;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.LogErasure;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.privacy.PrivacyApi.Changed;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** Serves {@link PrivacyApi}. To be deployed with virtual threads, one instance per process. */
public final class PrivacyVerticle extends VerticleBase {
    private final Bus bus;
    private final List<Address<Export.Erase, Export.Erased>> capabilities;
    private final Postgres postgres;
    private final LogErasure logs;
    private final PrivacyConfig config;
    private final Clock clock;

    /** @param capabilities that erase what they hold about a person; named by who puts the process together */
    public PrivacyVerticle(
            Bus bus,
            List<Address<Export.Erase, Export.Erased>> capabilities,
            Postgres postgres,
            LogErasure logs,
            PrivacyConfig config,
            Clock clock) {
        this.bus = bus;
        this.capabilities = List.copyOf(capabilities);
        this.postgres = postgres;
        this.logs = logs;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        Consumer<Changed> changed = change -> bus.publish(CHANGED, change);
        OwnSettings settings = new OwnSettings(new SettingsStore(postgres), changed, clock);
        Blocks blocks = new Blocks(new BlockStore(postgres), changed, clock);
        ErasureStore store = new ErasureStore(postgres, config.erasureLease());
        Accounts accounts = new Accounts(store, postgres);
        Erasures erasures = erasures(store, settings, blocks);
        int inFlight = config.inFlight();
        return Future.all(List.of(
                bus.serve(SETTINGS, inFlight, settings::find),
                bus.serve(CHANGE_SETTINGS, inFlight, settings::change),
                bus.serve(BLOCKS, inFlight, blocks::list),
                bus.serve(BLOCK, inFlight, blocks::block),
                bus.serve(UNBLOCK, inFlight, blocks::unblock),
                bus.serve(ACCOUNT, inFlight, accounts::find),
                bus.serve(ERASE, inFlight, erasures::erase),
                bus.serve(ERASURE, inFlight, erasures::look)));
    }

    /** What is open is taken up now, and again every now and then: a process may have died over it. */
    private Erasures erasures(ErasureStore store, OwnSettings settings, Blocks blocks) {
        ErasureSteps steps = new ErasureSteps(bus, capabilities, settings, blocks, logs);
        ErasureWorkers workers = new ErasureWorkers(context, store, steps, clock);
        workers.wake();
        vertx.setPeriodic(config.erasureEvery().toMillis(), tick -> workers.wake());
        return new Erasures(vertx, store, workers::wake, clock);
    }
}
