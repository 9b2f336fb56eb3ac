package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.SetClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TokenVerifierTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00.250Z");
    private static final UserId USER = UserId.parse("01970000-0000-7000-8000-000000000001");
    private static final String SECRET = "a secret of more than thirty-two bytes";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final KeyPair RSA = TestKeys.rsa(2_048);
    private static final KeyPair OTHER_RSA = TestKeys.rsa(2_048);
    private static final KeyPair EC = TestKeys.ec("secp256r1");
    private static final KeyPair ED = TestKeys.ed25519();

    /** One of each algorithm. */
    private static final List<String> GOOD =
            List.of(rs256(header("RS256"), claims()), es256(), eddsa(), hs256(header("HS256"), claims()));

    @TempDir
    static Path folder;

    private static TokenVerifier verifier;

    @BeforeAll
    static void loadKeys() {
        verifier = verifier(NOW);
    }

    @Test
    void goodTokensOfEveryAlgorithmAreTaken() {
        for (String token : GOOD) {
            Identity identity = verifier.verify(token);
            assertThat(identity.user()).isEqualTo(USER);
            assertThat(identity.username()).isEqualTo("alice");
            assertThat(identity.scopes()).containsExactlyInAnyOrder("events:publish", "admin");
        }
    }

    @Test
    void ourOwnSignersTokensAreTakenToTheMillisecond() {
        for (KeyPair pair : List.of(RSA, EC, ED)) {
            Path key = TestKeys.privatePem(folder, "signing.pem", pair);
            TokenSigner signer = PemTokenSigner.load(key, "devthread", "devthread");
            String token = signer.sign(USER, "alice", Set.of("a", "b"), NOW, NOW.plusSeconds(60));
            Identity identity = verifier.verify(token);
            assertThat(identity.issuedAt()).isEqualTo(NOW);
            assertThat(identity.expiresAt()).isEqualTo(Instant.parse("2026-05-01T12:01:00Z"));
            assertThat(identity.scopes()).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void whatIsOptionalMayBeMissing() {
        Identity identity = verifier.verify(signed(claims -> claims.remove(List.of("username", "scope", "iat"))));
        assertThat(identity.username()).isEmpty();
        assertThat(identity.scopes()).isEmpty();
        assertThat(identity.issuedAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void theAudienceMayBeAListAndTheScopesToo() {
        Identity identity = verifier.verify(signed(claims -> {
            claims.putArray("aud").add("other").add("devthread");
            claims.putArray("scope").add("x");
        }));
        assertThat(identity.scopes()).containsExactly("x");
    }

    @Test
    void aTokenIsGoodUntilItsLeewayIsOverAndThenSaidToHaveExpired() {
        String token = signed(claims -> claims.put("exp", NOW.getEpochSecond()));
        Instant end = Instant.ofEpochSecond(NOW.getEpochSecond()).plusSeconds(30);
        assertThat(verifier(end.minusMillis(1)).verify(token).user()).isEqualTo(USER);
        assertRefused(verifier(end), token, Failure.TOKEN_EXPIRED);
        assertThat(verifier(end).verifyIgnoringExpiry(token).user()).isEqualTo(USER);
    }

    @Test
    void aTokenCountsNoLongerThanTheSettingSays() {
        SetClock clock = new SetClock();
        long now = clock.instant().getEpochSecond();
        TokenVerifier bounded = verifier(clock, Duration.ofMinutes(10));
        String ofADay = signed(claims -> claims.put("iat", now).put("exp", now + 86_400));
        String ofAMinute = signed(claims -> claims.put("iat", now).put("exp", now + 60));
        String ofNoTime = signed(claims -> claims.put("exp", now + 60).remove("iat"));
        assertThat(bounded.verify(ofADay).expiresAt()).isEqualTo(Instant.ofEpochSecond(now + 600));
        assertThat(bounded.verify(ofAMinute).expiresAt()).isEqualTo(Instant.ofEpochSecond(now + 60));
        assertRefused(bounded, ofNoTime, Failure.TOKEN_EXPIRED);
        clock.advance(Duration.ofMinutes(11));
        assertRefused(bounded, ofADay, Failure.TOKEN_EXPIRED);
        assertThat(verifier(clock).verify(ofADay).expiresAt()).isEqualTo(Instant.ofEpochSecond(now + 86_400));
    }

    @Test
    void whyATokenIsRefusedIsForTheLogOnly() {
        Logger log = (Logger) LoggerFactory.getLogger(TokenVerifier.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        log.setLevel(Level.DEBUG);
        try {
            for (String token : List.of(
                    "x",
                    sign("SHA256withRSA", OTHER_RSA.getPrivate(), header("RS256"), claims()),
                    signed(claims -> claims.put("iss", "other")),
                    signed(claims -> claims.put("aud", "other")),
                    signed(claims -> claims.put("typ", "refresh")),
                    signed(claims -> claims.put("nbf", NOW.getEpochSecond() + 3_600)),
                    signed(claims -> claims.remove("exp")))) {
                assertRefused(verifier, token, Failure.UNAUTHORIZED);
            }
        } finally {
            log.setLevel(null);
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(line -> line.getFormattedMessage().replace("auth.token refused by=", ""))
                .containsExactly("form", "signature", "iss", "aud", "use", "iat or nbf", "exp");
    }

    @Test
    void anExpiredTokenWithABadSignatureTeachesNothing() {
        String token = signed(claims -> claims.put("exp", 1));
        assertRefused(verifier, token.substring(0, token.length() - 8) + "AAAAAAAA", Failure.UNAUTHORIZED);
    }

    @Test
    void clocksMayBeApartByTheLeewayOnly() {
        for (String claim : List.of("iat", "nbf")) {
            long latest = NOW.getEpochSecond() + 30;
            assertThat(verifier.verify(signed(claims -> claims.put(claim, latest)))
                            .user())
                    .isEqualTo(USER);
            assertRefused(verifier, signed(claims -> claims.put(claim, latest + 1)), Failure.UNAUTHORIZED);
        }
    }

    @Test
    void noHostileTokenIsTaken() {
        Map<String, String> hostile = new LinkedHashMap<>();
        hostileHeaders(hostile);
        hostileClaims(hostile);
        hostileShapes(hostile);
        tampered(hostile);
        assertThat(hostile.size()).isGreaterThan(2_000);
        GOOD.forEach(verifier::verify);
        hostile.forEach((what, token) -> assertThatThrownBy(() -> verifier.verify(token))
                .as(what)
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.failure()).isEqualTo(Failure.UNAUTHORIZED);
                    assertThat(refusal.getMessage()).isEqualTo("a valid token is needed");
                }));
    }

    @Test
    void aTokenThatIsKnownIsStillAskedForItsTime() {
        SetClock clock = new SetClock();
        TokenVerifier moving = verifier(clock);
        String token = signed(claims -> claims.put("exp", clock.instant().getEpochSecond()));
        assertThat(moving.verify(token)).isEqualTo(moving.verify(token));
        clock.advance(Duration.ofMinutes(1));
        assertRefused(moving, token, Failure.TOKEN_EXPIRED);
    }

    @Test
    void aHostileTokenCostsLessThanFiveMilliseconds() {
        List<String> dear = List.of(
                "a".repeat(8_192),
                "a.".repeat(4_000),
                signed(claims -> claims.put("pad", "x".repeat(5_000))) + "AA",
                rs256(header("RS256").put("kid", "x".repeat(4_000)), claims()) + "AA");
        int rounds = 200;
        dear.forEach(token -> assertThatThrownBy(() -> repeated(rounds, token)));
        long begun = System.nanoTime();
        dear.forEach(token -> repeatedly(rounds, token));
        Duration each = Duration.ofNanos((System.nanoTime() - begun) / (rounds * dear.size()));
        assertThat(each).isLessThan(Duration.ofMillis(5));
    }

    @Test
    void theKeyIdChoosesAmongKeysThatHaveOne() throws Exception {
        Path jwks = folder.resolve("jwks.json");
        java.nio.file.Files.writeString(jwks, "{\"keys\":[" + jwk("one", RSA) + "," + jwk("two", OTHER_RSA) + "]}");
        TokenVerifier rotating = TokenVerifier.load(config(List.of(), Optional.of(jwks), Optional.empty()), clock(NOW));
        assertThat(rotating.verify(rs256(header("RS256").put("kid", "one"), claims()))
                        .user())
                .isEqualTo(USER);
        assertThat(rotating.verify(rs256(header("RS256"), claims())).user()).isEqualTo(USER);
        for (String kid : List.of("two", "three", "", "../one", "one' OR '1'='1")) {
            assertRefused(rotating, rs256(header("RS256").put("kid", kid), claims()), Failure.UNAUTHORIZED);
        }
    }

    @Test
    void anAlgorithmThatIsNotAllowedIsRefusedWhateverItsKey() {
        Path pem = TestKeys.publicPem(folder, "only.pem", RSA);
        AuthConfig onlyEc = new AuthConfig(
                List.of(pem, TestKeys.publicPem(folder, "ec.pem", EC)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "devthread",
                "devthread",
                Duration.ofSeconds(30),
                Duration.ZERO,
                Set.of(TokenAlgorithm.ES256));
        TokenVerifier strict = TokenVerifier.load(onlyEc, clock(NOW));
        assertThat(strict.verify(es256()).user()).isEqualTo(USER);
        assertRefused(strict, rs256(header("RS256"), claims()), Failure.UNAUTHORIZED);
    }

    private static void hostileHeaders(Map<String, String> hostile) {
        for (String alg : List.of(
                "none",
                "None",
                "NONE",
                "nOnE",
                "",
                "RS384",
                "RS512",
                "PS256",
                "HS384",
                "HS512",
                "ES384",
                "rs256",
                "RS256 ",
                "\u0000RS256",
                "EdDSA\n",
                "ES256K",
                "RS1",
                "dir",
                "A128KW")) {
            hostile.put("alg " + alg, rs256(header(alg), claims()));
            hostile.put(
                    "alg " + alg + " unsigned",
                    BASE64.encodeToString(Json.bytes(header(alg))) + "." + part(claims()) + ".");
            hostile.put(
                    "alg " + alg + " two parts", BASE64.encodeToString(Json.bytes(header(alg))) + "." + part(claims()));
        }
        hostile.put("no alg", rs256(Json.object().put("typ", "JWT"), claims()));
        hostile.put("alg number", rs256(Json.object().put("alg", 256), claims()));
        hostile.put("alg null", rs256(Json.object().putNull("alg"), claims()));
        ObjectNode list = Json.object();
        list.putArray("alg").add("RS256");
        hostile.put("alg list", rs256(list, claims()));
        hostile.put(
                "public key as HMAC secret",
                hmac(header("HS256"), claims(), RSA.getPublic().getEncoded()));
        hostile.put("public PEM as HMAC secret", hmac(header("HS256"), claims(), pemText()));
        hostile.put("empty HMAC secret", hmac(header("HS256"), claims(), new byte[1]));
        hostile.put("another's key", sign("SHA256withRSA", OTHER_RSA.getPrivate(), header("RS256"), claims()));
        hostile.put("EC as RS256", sign("SHA256withECDSAinP1363Format", EC.getPrivate(), header("RS256"), claims()));
        hostile.put("RSA as ES256", rs256(header("ES256"), claims()));
        hostile.put("ES256 in ASN.1", sign("SHA256withECDSA", EC.getPrivate(), header("ES256"), claims()));
        hostile.put(
                "zero ES256 signature",
                unsigned(header("ES256"), claims()) + "." + BASE64.encodeToString(new byte[64]));
        hostile.put("crit", rs256(crit(), claims()));
        for (String typ : List.of("refresh+jwt", "JWE", "", "logout+jwt")) {
            hostile.put("typ " + typ, rs256(header("RS256").put("typ", typ), claims()));
        }
        embeddedKeys(hostile);
    }

    /** Signed by the attacker's own key, which the token brings along. */
    private static void embeddedKeys(Map<String, String> hostile) {
        ObjectNode jwk = header("RS256");
        jwk.set("jwk", Json.read(jwk("own", OTHER_RSA), ObjectNode.class));
        hostile.put("jwk", sign("SHA256withRSA", OTHER_RSA.getPrivate(), jwk, claims()));
        for (String name : List.of("jku", "x5u")) {
            ObjectNode url = header("RS256").put(name, "http://127.0.0.1:1/keys");
            hostile.put(name, sign("SHA256withRSA", OTHER_RSA.getPrivate(), url, claims()));
        }
        ObjectNode x5c = header("RS256");
        x5c.putArray("x5c").add("MIIB");
        hostile.put("x5c", sign("SHA256withRSA", OTHER_RSA.getPrivate(), x5c, claims()));
        for (String kid : List.of("/dev/null", "../../etc/passwd", "' OR 1=1 --", "a".repeat(2_000), "\u0000")) {
            ObjectNode header = header("RS256").put("kid", kid);
            hostile.put("kid " + kid, sign("SHA256withRSA", OTHER_RSA.getPrivate(), header, claims()));
            hostile.put("kid HMAC " + kid, hmac(header("HS256").put("kid", kid), claims(), new byte[1]));
        }
        hostile.put("kid number", rs256(header("RS256").put("kid", 1), claims()));
    }

    private static void hostileClaims(Map<String, String> hostile) {
        for (String name : List.of("exp", "sub", "iss", "aud")) {
            hostile.put("no " + name, signed(claims -> claims.remove(name)));
        }
        for (String name : List.of("exp", "iat", "nbf", "sub", "iss", "aud", "username", "scope", "typ")) {
            hostile.put(name + " object", signed(claims -> claims.putObject(name)));
            hostile.put(name + " null", signed(claims -> claims.putNull(name)));
            hostile.put(name + " true", signed(claims -> claims.put(name, true)));
            hostile.put(
                    name + " nested",
                    signed(claims -> claims.putArray(name).addArray().add("devthread")));
        }
        for (String number : List.of(
                "1e999",
                "-1",
                "-1e3",
                "253402300800",
                "9e18",
                "\"1795434665\"",
                "\"soon\"",
                "[]",
                "123456789012345678901234567890123456789",
                "NaN",
                "Infinity",
                "0x7fffffff",
                "1_000")) {
            for (String name : List.of("exp", "iat", "nbf")) {
                hostile.put(
                        name + " " + number,
                        signedText(Json.text(claims())
                                .replaceFirst("}$", ",\"" + name + "\":" + number + "}")
                                .replaceFirst("\"" + name + "\":\\d+[.\\d]*,", "")));
            }
        }
        for (String sub : List.of(
                "",
                "alice",
                "1-1-1-1-1",
                USER + " ",
                " " + USER,
                USER + "\u0000",
                "{" + USER + "}",
                "01970000-0000-7000-8000-00000000000g",
                "*",
                "admin")) {
            hostile.put("sub " + sub, signed(claims -> claims.put("sub", sub)));
        }
        for (String other : List.of("", "Devthread", "devthread ", "devthread,other", "other", "devthread/", "*")) {
            hostile.put("iss " + other, signed(claims -> claims.put("iss", other)));
            hostile.put("aud " + other, signed(claims -> claims.put("aud", other)));
            hostile.put(
                    "aud list " + other, signed(claims -> claims.putArray("aud").add(other)));
        }
        hostile.put("iss list", signed(claims -> claims.putArray("iss").add("devthread")));
        hostile.put(
                "aud with a number",
                signed(claims -> claims.putArray("aud").add("devthread").add(1)));
        for (String name : List.of("typ", "token_use", "token_type")) {
            hostile.put(name + " refresh", signed(claims -> claims.put(name, "Refresh")));
            hostile.put(name + " id", signed(claims -> claims.put(name, "ID")));
        }
        hostile.put("username with control characters", signed(claims -> claims.put("username", "a\r\nb")));
        hostile.put("username too long", signed(claims -> claims.put("username", "a".repeat(101))));
        hostile.put("duplicate sub", signedText(Json.text(claims()).replaceFirst("}$", ",\"sub\":\"" + USER + "\"}")));
        hostile.put("trailing data", signedText(Json.text(claims()) + "{}"));
        for (String json : List.of("null", "[]", "\"x\"", "1", "", "{", "[".repeat(1_000), "\uFEFF{}")) {
            hostile.put("claims " + json, signedText(json));
        }
    }

    private static void hostileShapes(Map<String, String> hostile) {
        String good = rs256(header("RS256"), claims());
        String[] parts = good.split("\\.");
        for (String shape : List.of(
                "",
                ".",
                "..",
                "...",
                "a",
                "a.b",
                "a.b.c",
                "a.b.c.d",
                "Bearer " + good,
                good + ".",
                "." + good,
                good + "=",
                good + "\n",
                " " + good,
                good.replace('.', ':'),
                parts[0] + "." + parts[1] + ".",
                parts[0] + "." + parts[1],
                parts[0] + ".." + parts[2],
                "." + parts[1] + "." + parts[2],
                good + good,
                good.toLowerCase(java.util.Locale.ROOT),
                "x".repeat(8_193),
                parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[2],
                "\u0000",
                "é.é.é",
                "%00.%00.%00")) {
            hostile.put("shape " + shape, shape);
        }
        hostile.put("too long", signed(claims -> claims.put("pad", "x".repeat(9_000))));
        hostile.put("padded", parts[0] + "==." + parts[1] + "." + parts[2]);
    }

    /** Every character of the token changed, and signatures cut, grown and shuffled. */
    private static void tampered(Map<String, String> hostile) {
        Random random = new Random(42);
        for (String good : GOOD) {
            for (int i = 0; i < good.length(); i++) {
                for (char other :
                        new char[] {ALPHABET.charAt(random.nextInt(64)), ALPHABET.charAt(random.nextInt(64)), '.'}) {
                    if (other != good.charAt(i)) {
                        String changed = good.substring(0, i) + other + good.substring(i + 1);
                        hostile.put("changed " + GOOD.indexOf(good) + "/" + i + other, changed);
                    }
                }
            }
            String signed = good.substring(0, good.lastIndexOf('.') + 1);
            byte[] signature = Base64.getUrlDecoder().decode(good.substring(signed.length()));
            for (int length : new int[] {1, 16, signature.length - 1, signature.length + 1, 1_024}) {
                byte[] other = java.util.Arrays.copyOf(signature, length);
                hostile.put("length " + GOOD.indexOf(good) + "/" + length, signed + BASE64.encodeToString(other));
            }
        }
    }

    private static void repeated(int times, String token) {
        for (int i = 0; i < times; i++) {
            verifier.verify(token);
        }
    }

    private static void repeatedly(int times, String token) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(Refusal.class);
        }
    }

    private static void assertRefused(TokenVerifier by, String token, Failure failure) {
        assertThatThrownBy(() -> by.verify(token))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.failure()).isEqualTo(failure));
    }

    private static TokenVerifier verifier(Instant now) {
        return verifier(clock(now));
    }

    private static TokenVerifier verifier(Clock clock) {
        return verifier(clock, Duration.ZERO);
    }

    private static TokenVerifier verifier(Clock clock, Duration longestToken) {
        List<Path> keys = List.of(
                TestKeys.publicPem(folder, "rsa.pub.pem", RSA),
                TestKeys.publicPem(folder, "ec.pub.pem", EC),
                TestKeys.publicPem(folder, "ed.pub.pem", ED));
        return TokenVerifier.load(config(keys, Optional.empty(), Optional.of(SECRET), longestToken), clock);
    }

    private static AuthConfig config(List<Path> keys, Optional<Path> jwks, Optional<String> secret) {
        return config(keys, jwks, secret, Duration.ZERO);
    }

    private static AuthConfig config(
            List<Path> keys, Optional<Path> jwks, Optional<String> secret, Duration longestToken) {
        return new AuthConfig(
                keys,
                jwks,
                secret,
                Optional.empty(),
                "devthread",
                "devthread",
                Duration.ofSeconds(30),
                longestToken,
                EnumSet.allOf(TokenAlgorithm.class));
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private static ObjectNode header(String alg) {
        return Json.object().put("alg", alg).put("typ", "JWT");
    }

    private static ObjectNode crit() {
        ObjectNode header = header("RS256");
        header.putArray("crit").add("exp");
        return header;
    }

    private static ObjectNode claims() {
        return Json.object()
                .put("iss", "devthread")
                .put("aud", "devthread")
                .put("sub", USER.toString())
                .put("username", "alice")
                .put("scope", "events:publish admin")
                .put("iat", NOW.getEpochSecond())
                .put("exp", NOW.getEpochSecond() + 600);
    }

    private static String signed(Consumer<ObjectNode> change) {
        ObjectNode claims = claims();
        change.accept(claims);
        return rs256(header("RS256"), claims);
    }

    private static String signedText(String claims) {
        String signed = part(header("RS256")) + "." + BASE64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        return signed + "." + BASE64.encodeToString(signature("SHA256withRSA", RSA.getPrivate(), signed));
    }

    private static String rs256(ObjectNode header, ObjectNode claims) {
        return sign("SHA256withRSA", RSA.getPrivate(), header, claims);
    }

    private static String es256() {
        return sign("SHA256withECDSAinP1363Format", EC.getPrivate(), header("ES256"), claims());
    }

    private static String eddsa() {
        return sign("Ed25519", ED.getPrivate(), header("EdDSA"), claims());
    }

    private static String hs256(ObjectNode header, ObjectNode claims) {
        return hmac(header, claims, SECRET.getBytes(StandardCharsets.UTF_8));
    }

    private static String sign(String algorithm, PrivateKey key, ObjectNode header, ObjectNode claims) {
        String signed = unsigned(header, claims);
        return signed + "." + BASE64.encodeToString(signature(algorithm, key, signed));
    }

    private static byte[] signature(String algorithm, PrivateKey key, String signed) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hmac(ObjectNode header, ObjectNode claims, byte[] secret) {
        try {
            String signed = unsigned(header, claims);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String unsigned(ObjectNode header, ObjectNode claims) {
        return part(header) + "." + part(claims);
    }

    private static String part(ObjectNode json) {
        return BASE64.encodeToString(Json.bytes(json));
    }

    private static byte[] pemText() {
        try {
            return java.nio.file.Files.readAllBytes(folder.resolve("rsa.pub.pem"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String jwk(String kid, KeyPair pair) {
        var key = (java.security.interfaces.RSAPublicKey) pair.getPublic();
        return Json.text(Json.object()
                .put("kty", "RSA")
                .put("use", "sig")
                .put("alg", "RS256")
                .put("kid", kid)
                .put("n", BASE64.encodeToString(unsignedBytes(key.getModulus())))
                .put("e", BASE64.encodeToString(unsignedBytes(key.getPublicExponent()))));
    }

    private static byte[] unsignedBytes(java.math.BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
