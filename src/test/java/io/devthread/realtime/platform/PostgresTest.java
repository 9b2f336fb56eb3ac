package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PostgresTest {
    private final Promise<SqlConnection> lease = Promise.promise();
    private final AtomicInteger closed = new AtomicInteger();
    private final Postgres postgres = new Postgres(only(Pool.class, "getConnection", lease::future));

    /** It was on its way when the time was over. */
    @Test
    void connectionThatComesTooLateGoesBackToThePool() {
        Refusal refusal =
                catchThrowableOfType(Refusal.class, () -> postgres.inTransaction(connection -> "never comes to this"));
        assertThat(refusal.failure()).isEqualTo(Failure.UNAVAILABLE);

        lease.complete(only(SqlConnection.class, "close", () -> {
            closed.incrementAndGet();
            return Future.succeededFuture();
        }));

        assertThat(closed).hasValue(1);
    }

    /** Of which nothing but this method is called. */
    private static <T> T only(Class<T> type, String name, Supplier<Object> answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            assertThat(method.getName()).isEqualTo(name);
            return answer.get();
        }));
    }
}
