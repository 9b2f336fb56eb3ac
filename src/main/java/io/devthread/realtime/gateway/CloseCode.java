package io.devthread.realtime.gateway;

/**
 * Why the server ends a connection (contract section 2.6; below 4000: RFC 6455, section 7.4.1). 4000–4499: the client
 * reconnects and resumes; 4500–4999: it does not.
 */
public enum CloseCode {
    NORMAL(1000, "bye"),
    GOING_AWAY(1001, "going away"),
    PROTOCOL_ERROR(1002, "not RFC 6455"),
    UNSUPPORTED_DATA(1003, "text frames only"),
    BAD_TEXT(1007, "not UTF-8"),
    TOO_BIG(1009, "frame too large"),
    INTERNAL_ERROR(1011, "internal error"),
    TOKEN_EXPIRED(4001, "token expired"),
    SLOW_CONSUMER(4008, "slow consumer"),
    NO_LIFE_SIGN(4009, "no sign of life"),
    DRAINING(4012, "server draining"),
    OVERLOADED(4013, "overloaded"),
    PROTOCOL_VIOLATION(4500, "three invalid frames"),
    NOT_AUTHENTICATED(4501, "not authenticated"),
    SIGNED_OUT(4503, "signed out"),
    TOO_MANY_CONNECTIONS(4504, "too many connections"),
    REPLACED(4505, "replaced by a newer connection"),
    FLOODING(4529, "flooding");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    /** ASCII, well under the 123 bytes that a close frame can carry. */
    public String reason() {
        return reason;
    }
}
