package io.devthread.realtime.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateOfferTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "PerMessage-Deflate;client_max_window_bits=15",
                "permessage-deflate; client_max_window_bits=\"8\"",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12",
                "permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=7, permessage-deflate",
                "x-other; a=b, permessage-deflate"
            })
    void accepts(String offer) {
        assertThat(DeflateOffer.accepted(List.of(offer))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                ";",
                "x-webkit-deflate-frame",
                "permessage-deflatex",
                "permessage-deflate;",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=",
                "permessage-deflate; client_max_window_bits=\"8",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=9"
            })
    void declines(String offer) {
        assertThat(DeflateOffer.accepted(List.of(offer))).isEmpty();
    }

    @Test
    void looksAtAllHeaderFields() {
        assertThat(DeflateOffer.accepted(List.of("x-other", "permessage-deflate")))
                .isPresent();
        assertThat(DeflateOffer.accepted(List.of())).isEmpty();
    }
}
