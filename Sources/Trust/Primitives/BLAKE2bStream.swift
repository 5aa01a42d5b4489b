import CSodium

/// A BLAKE2b-512 computation over bytes that arrive in pieces (RFC 7693, without a key), by libsodium: libcrypto
/// has none where it is built for FIPS.
struct BLAKE2bStream: ~Copyable {
    private static let size = 64
    private let state: UnsafeMutableRawPointer

    init() {
        state = .allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
        lockstep_generichash_init(state, Self.size)
    }

    deinit { state.deallocate() }

    mutating func update(_ bytes: [UInt8]) {
        lockstep_generichash_update(state, bytes, bytes.count)
    }

    /// - Returns: 64 bytes.
    consuming func finish() -> [UInt8] {
        // The calls fail only for sizes out of range and for a second `final`, neither of which can be said here.
        var digest = [UInt8](repeating: 0, count: Self.size)
        lockstep_generichash_final(state, &digest, Self.size)
        return digest
    }
}
