package io.devthread.realtime.gateway.socket;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Decides on permessage-deflate (RFC 7692) from a client's {@code Sec-WebSocket-Extensions}.
 *
 * <p>What we agree to is always without context takeover, either way. Each message then inflates alone: a shared frame
 * is deflated once for all its receivers, and an idle connection holds no window. An offer we do not understand is
 * declined, and the connection works without compression.
 *
 * @param serverWindowBits what the client asks our window to be limited to; empty: it takes any
 */
record DeflateOffer(OptionalInt serverWindowBits) {
    private static final int LARGEST_WINDOW_BITS = 15;

    /** @param headers the values of all {@code Sec-WebSocket-Extensions} fields, in order; the first good offer counts */
    static Optional<DeflateOffer> accepted(List<String> headers) {
        return headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .flatMap(offer -> parse(offer).stream())
                .findFirst();
    }

    /** What we answer. */
    String answer() {
        String answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
        return serverWindowBits.isPresent()
                ? answer + "; server_max_window_bits=" + serverWindowBits.getAsInt()
                : answer;
    }

    /**
     * The longest message, in bytes, that may be deflated. The shared frames know one window only, the largest; but
     * without context a message never refers further back than to its own beginning, so what is no longer than the
     * client's window keeps to it. Longer ones go plain, as RFC 7692 allows for each message.
     */
    int longestMessage() {
        int bits = serverWindowBits.orElse(LARGEST_WINDOW_BITS);
        return bits == LARGEST_WINDOW_BITS ? Integer.MAX_VALUE : 1 << bits;
    }

    private static Optional<DeflateOffer> parse(String offer) {
        String[] parts = offer.split(";", -1);
        if (!parts[0].strip().equalsIgnoreCase("permessage-deflate")) {
            return Optional.empty();
        }
        Set<String> names = new HashSet<>();
        OptionalInt serverWindowBits = OptionalInt.empty();
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            String[] parameter = part.strip().split("=", 2);
            String name = parameter[0].strip().toLowerCase(Locale.ROOT);
            Optional<String> value = parameter.length == 1 ? Optional.empty() : Optional.of(unquoted(parameter[1]));
            if (!names.add(name) || !(value.isEmpty() ? isFlag(name) : isWindow(name, value.get()))) {
                return Optional.empty();
            }
            if (name.equals("server_max_window_bits")) {
                serverWindowBits = OptionalInt.of(Integer.parseInt(value.orElseThrow()));
            }
        }
        return Optional.of(new DeflateOffer(serverWindowBits));
    }

    private static String unquoted(String value) {
        return value.strip().replaceFirst("^\"(.*)\"$", "$1");
    }

    private static boolean isFlag(String name) {
        return switch (name) {
            case "server_no_context_takeover", "client_no_context_takeover", "client_max_window_bits" -> true;
            default -> false;
        };
    }

    private static boolean isWindow(String name, String bits) {
        return (name.equals("client_max_window_bits") || name.equals("server_max_window_bits"))
                && bits.matches("[89]|1[0-5]");
    }
}
