import Synchronization

/// Between the task that makes a body and the loop's thread that sends it; holds one chunk.
final class UploadPipe: Sendable {
    enum Supply {
        case bytes([UInt8])
        /// Nothing now: the transfer pauses until ``Wakener`` is called.
        case nothing
        case end
        case failed
    }

    private struct State {
        var chunk: ArraySlice<UInt8> = []
        var count: Int64 = 0
        var end: Result<Void, any Error>?
        var isTransferPaused = false
        var maker: CheckedContinuation<Bool, Never>?
    }

    private let length: Int64?
    private let state = Mutex(State())

    /// - Parameter length: bytes that are to come in all; nil where that is not known.
    init(length: Int64?) { self.length = length }

    /// Why the body could not be made; nil while it can.
    var failure: (any Error)? {
        state.withLock { state in
            if case .failure(let error)? = state.end { return error }
            return nil
        }
    }

    // The maker's side.

    /// Hands over a chunk and waits until the last of it has been taken.
    ///
    /// - Parameter wake: called when the transfer waits for it.
    /// - Throws: `CancellationError` once nothing more is taken; ``LengthError`` beyond the length.
    func put(_ chunk: [UInt8], wake: () -> Void) async throws {
        if chunk.isEmpty { return }
        let count = state.withLock { state in
            state.count += Int64(chunk.count)
            return state.count
        }
        if let length, count > length { throw LengthError(expected: length, found: "more") }
        let (isOver, wakes) = state.withLock { state -> (Bool, Bool) in
            guard state.end == nil else { return (true, false) }
            state.chunk = chunk[...]
            defer { state.isTransferPaused = false }
            return (false, state.isTransferPaused)
        }
        if wakes { wake() }
        guard !isOver, await waitUntilTaken() else { throw CancellationError() }
    }

    private func waitUntilTaken() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> Bool? in
                if state.end != nil { return false }
                if state.chunk.isEmpty { return true }
                state.maker = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// The sequence has come to its end.
    func finishMaking(wake: () -> Void) {
        let count = state.withLock { $0.count }
        if let length, count < length {
            finish(.failure(LengthError(expected: length, found: "\(count)")), wake: wake)
        } else {
            finish(.success(()), wake: wake)
        }
    }

    /// Nothing more comes, or nothing more is taken. The first end counts.
    func finish(_ end: Result<Void, any Error>, wake: () -> Void) {
        let (maker, wakes) = state.withLock { state -> (CheckedContinuation<Bool, Never>?, Bool) in
            if state.end == nil { state.end = end }
            defer {
                state.maker = nil
                state.isTransferPaused = false
            }
            return (state.maker, state.isTransferPaused)
        }
        maker?.resume(returning: false)
        if wakes { wake() }
    }

    // The loop's side.

    /// - Parameter limit: bytes, above 0.
    func take(_ limit: Int) -> Supply {
        let (supply, maker) = state.withLock { state -> (Supply, CheckedContinuation<Bool, Never>?) in
            if case .failure? = state.end { return (.failed, nil) }
            if state.chunk.isEmpty {
                if state.end != nil { return (.end, nil) }
                state.isTransferPaused = true
                return (.nothing, nil)
            }
            let part = Array(state.chunk.prefix(limit))
            state.chunk = state.chunk.dropFirst(part.count)
            guard state.chunk.isEmpty else { return (.bytes(part), nil) }
            defer { state.maker = nil }
            return (.bytes(part), state.maker)
        }
        maker?.resume(returning: true)
        return supply
    }
}

/// A body that is not as long as its request says.
struct LengthError: Error, CustomStringConvertible {
    var expected: Int64
    var found: String
    var description: String { "expected \(expected) bytes, found \(found)" }
}
