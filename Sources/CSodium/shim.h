#pragma once
#include <sodium.h>

// The state is aligned to 64 bytes, which Swift does not import; here it is memory of that size and alignment.
static inline int lockstep_generichash_init(void *state, size_t digest_size) {
    return crypto_generichash_init((crypto_generichash_state *)state, NULL, 0, digest_size);
}

static inline int lockstep_generichash_update(void *state, const unsigned char *bytes, size_t count) {
    return crypto_generichash_update((crypto_generichash_state *)state, bytes, count);
}

static inline int lockstep_generichash_final(void *state, unsigned char *digest, size_t digest_size) {
    return crypto_generichash_final((crypto_generichash_state *)state, digest, digest_size);
}
