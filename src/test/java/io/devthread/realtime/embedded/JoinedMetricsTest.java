package io.devthread.realtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JoinedMetricsTest {
    @Test
    void theSamplesOfAFamilyStandTogetherEachWithItsProcess() {
        JoinedMetrics joined = new JoinedMetrics();
        joined.add("one", "# HELP a  \n# TYPE a counter\na{k=\"x y\"} 1.0\n# HELP b  \n# TYPE b gauge\nb 2.0\n");
        joined.add("two", "# HELP a  \n# TYPE a counter\na{k=\"z\"} 3.0\n");

        assertThat(joined.text()).isEqualTo("""
            # HELP a \s
            # TYPE a counter
            a{process="one",k="x y"} 1.0
            a{process="two",k="z"} 3.0
            # HELP b \s
            # TYPE b gauge
            b{process="one"} 2.0
            """);
    }
}
