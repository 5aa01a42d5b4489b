import CSodium
import Foundation

/// A secret outside the heap: locked into RAM where the system allows it, between guard pages, read-only once it
/// is filled, wiped when the last reference goes. Prints as `<redacted>` in every form of printing.
package final class SecretMemory: Sendable {
    // INVARIANT: `count` bytes of sodium_malloc, written only before `init` returns, freed only by `deinit`.
    private nonisolated(unsafe) let base: UnsafeMutableRawPointer
    /// Bytes.
    package let count: Int

    /// - Parameter fill: writes all the bytes, which are zero before.
    package init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) throws(TrustError) {
        try Sodium.start()
        guard let base = sodium_malloc(max(count, 1)) else { throw .library("sodium_malloc") }
        sodium_memzero(base, max(count, 1))
        fill(UnsafeMutableRawBufferPointer(start: base, count: count))
        sodium_mprotect_readonly(base)
        self.base = base
        self.count = count
    }

    /// Copies the bytes; whoever owns the original wipes it.
    package convenience init(copying bytes: some Collection<UInt8>) throws(TrustError) {
        try self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    deinit { sodium_free(base) }

    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A copy in ordinary memory; named so that its uses can be searched for.
    package var exposedBytes: [UInt8] { withBytes { Array($0) } }

    /// In a time that does not depend on the bytes.
    package func isEqual(to other: SecretMemory) -> Bool {
        guard count == other.count else { return false }
        return withBytes { left in
            other.withBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return false }
                return sodium_memcmp(left, right, count) == 0
            }
        }
    }

    /// Bytes `range` as a secret of their own.
    func slice(_ range: Range<Int>) throws(TrustError) -> SecretMemory {
        let bounded = range.clamped(to: 0..<count)
        let source = UnsafeRawBufferPointer(start: base, count: count)
        return try SecretMemory(count: bounded.count) { $0.copyMemory(from: .init(rebasing: source[bounded])) }
    }

    /// Random bytes from the system.
    package static func random(count: Int) throws(TrustError) -> SecretMemory {
        try SecretMemory(count: count) { buffer in
            if let start = buffer.baseAddress { randombytes_buf(start, buffer.count) }
        }
    }
}

extension SecretMemory: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
