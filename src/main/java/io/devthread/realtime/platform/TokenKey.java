package io.devthread.realtime.platform;

import io.devthread.realtime.platform.VerifiedSignatures.Fingerprint;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import io.vertx.ext.auth.impl.jose.JWS;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.List;
import java.util.Optional;

/**
 * One key, bound to the one algorithm that it may be used with, so that a public RSA key can never serve as an HMAC
 * secret. Wraps the verification of vertx-auth (an internal class of it: its public API accepts unsigned tokens when
 * no key is loaded). Safe for several threads.
 */
final class TokenKey {
    private static final int RSA_BITS = 2_048;
    private static final int EC_SIGNATURE_BYTES = 64;
    private static final int HS256_SIGNATURE_BYTES = 32;
    private static final List<TokenAlgorithm> ASYMMETRIC =
            List.of(TokenAlgorithm.RS256, TokenAlgorithm.ES256, TokenAlgorithm.EDDSA);

    private final TokenAlgorithm algorithm;
    private final Optional<String> id;
    private final JWS signature;
    private final int signatureBytes;

    /** A secret needs none: it takes no longer itself. */
    private final Optional<VerifiedSignatures> verified;

    private TokenKey(TokenAlgorithm algorithm, JWK key, int signatureBytes) {
        this.algorithm = algorithm;
        this.id = Optional.ofNullable(key.getId());
        this.signature = new JWS(key);
        this.signatureBytes = signatureBytes;
        this.verified = ASYMMETRIC.contains(algorithm) ? Optional.of(new VerifiedSignatures()) : Optional.empty();
    }

    /** @throws IllegalArgumentException when it is no public key of a kind that we take, saying why */
    static TokenKey pem(String pem) {
        int begin = pem.indexOf("-----BEGIN ");
        if (begin < 0) {
            throw new IllegalArgumentException("is not a PEM file");
        }
        if (pem.contains("PRIVATE KEY")) {
            throw new IllegalArgumentException("holds a private key where the public one belongs");
        }
        return ASYMMETRIC.stream()
                .flatMap(algorithm -> tryPem(algorithm, pem.substring(begin)).stream())
                .findFirst()
                .map(TokenKey::asymmetric)
                .orElseThrow(() -> new IllegalArgumentException("holds no RSA, EC P-256 or Ed25519 public key"));
    }

    /** @throws RuntimeException when it is no public key of a kind that we take */
    static TokenKey jwk(JsonObject json) {
        return asymmetric(new JWK(json));
    }

    static TokenKey secret(byte[] secret) {
        JWK key = new JWK(new PubSecKeyOptions()
                .setAlgorithm(TokenAlgorithm.HS256.label())
                .setBuffer(Buffer.buffer(secret)));
        return new TokenKey(TokenAlgorithm.HS256, key, HS256_SIGNATURE_BYTES);
    }

    TokenAlgorithm algorithm() {
        return algorithm;
    }

    Optional<String> id() {
        return id;
    }

    /** Of the exact length only: RFC 7518 has one form for each signature, and vertx-auth also takes others. */
    boolean verifies(byte[] signed, byte[] candidate) {
        if (candidate.length != signatureBytes) {
            return false;
        }
        return verified.map(known -> verifiesOnce(known, signed, candidate)).orElseGet(() -> isGood(signed, candidate));
    }

    private boolean verifiesOnce(VerifiedSignatures known, byte[] signed, byte[] candidate) {
        Fingerprint fingerprint = Fingerprint.of(signed, candidate);
        if (known.contains(fingerprint)) {
            return true;
        }
        boolean isGood = isGood(signed, candidate);
        if (isGood) {
            known.add(fingerprint);
        }
        return isGood;
    }

    private boolean isGood(byte[] signed, byte[] candidate) {
        try {
            return signature.verify(candidate, signed);
        } catch (RuntimeException malformed) {
            return false;
        }
    }

    private static Optional<JWK> tryPem(TokenAlgorithm algorithm, String pem) {
        try {
            return Optional.of(new JWK(
                    new PubSecKeyOptions().setAlgorithm(algorithm.label()).setBuffer(Buffer.buffer(pem))));
        } catch (RuntimeException anotherKind) {
            return Optional.empty();
        }
    }

    private static TokenKey asymmetric(JWK key) {
        PublicKey known = key.publicKey();
        if (known instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= RSA_BITS) {
            return of(TokenAlgorithm.RS256, key, (rsa.getModulus().bitLength() + 7) / 8);
        }
        if (known instanceof ECPublicKey ec && isP256(ec)) {
            return of(TokenAlgorithm.ES256, key, EC_SIGNATURE_BYTES);
        }
        if (known instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
            return of(TokenAlgorithm.EDDSA, key, EC_SIGNATURE_BYTES);
        }
        throw new IllegalArgumentException(notTaken(known));
    }

    private static String notTaken(PublicKey known) {
        return switch (known) {
            case null -> "holds no public key";
            case RSAPublicKey rsa -> "holds an RSA key of less than " + RSA_BITS + " bits";
            case PublicKey other -> "holds a key of a kind that is not taken: " + other.getAlgorithm();
        };
    }

    private static TokenKey of(TokenAlgorithm algorithm, JWK key, int signatureBytes) {
        if (!algorithm.label().equals(key.getAlgorithm())) {
            throw new IllegalArgumentException("holds a key for " + key.getAlgorithm() + ", which is not taken");
        }
        return new TokenKey(algorithm, key, signatureBytes);
    }

    private static boolean isP256(ECPublicKey key) {
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
            named.init(new ECGenParameterSpec("secp256r1"));
            ECParameterSpec p256 = named.getParameterSpec(ECParameterSpec.class);
            return key.getParams().getCurve().equals(p256.getCurve()) && isOnCurve(key.getW(), p256.getCurve());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JDK takes any two numbers for a point: y² = x³ + ax + b (mod p). */
    private static boolean isOnCurve(ECPoint point, EllipticCurve curve) {
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return point.getAffineY().pow(2).subtract(right).mod(p).signum() == 0;
    }
}
