package io.forebay.predictor;

/** Cheap mixing of context parts into 32 bits. */
final class Hashing {
    private Hashing() {}

    static int mix(int hash, int part) {
        int x = (hash ^ part) * 0x9E3779B1;
        x ^= x >>> 15;
        x *= 0x85EBCA6B;
        return x ^ x >>> 13;
    }

    static int mix(int hash, long part) {
        return mix(mix(hash, (int) part), (int) (part >>> 32));
    }
}
