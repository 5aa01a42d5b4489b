import Synchronization

/// A part of a file to digest.
struct HashingTask: Sendable {
    /// In the folder's list of files.
    var file: Int
    /// 0 unless the file is digested in chunks.
    var chunk: Int
    var range: Range<Int>
}

/// The work that threads share: tasks handed out largest first, results collected, the first error kept.
final class HashingQueue: Sendable {
    private struct State {
        var next = 0
        var workers: Int
        var digests: [[[UInt8]]]
        var bytes = 0
        var reported = 0
        var error: TrustError?
    }

    /// Bytes between two reports of progress.
    private static let reportSize = 16 << 20

    private let tasks: [HashingTask]
    private let state: Mutex<State>
    private let cancelled = Atomic(false)
    private let progress: @Sendable (HashingProgress) -> Void
    private let total: Int

    init(
        folder: ModelFolder, method: FileDigestMethod, workers: Int,
        progress: @escaping @Sendable (HashingProgress) -> Void
    ) {
        var tasks: [HashingTask] = []
        var digests: [[[UInt8]]] = []
        for (index, file) in folder.files.enumerated() {
            let ranges = method == .whole ? [0..<file.size] : ChunkedDigest.chunks(size: file.size)
            tasks += ranges.enumerated().map { HashingTask(file: index, chunk: $0, range: $1) }
            digests.append(Array(repeating: [], count: ranges.count))
        }
        self.tasks = tasks.sorted { ($1.range.count, $0.file, $0.chunk) < ($0.range.count, $1.file, $1.chunk) }
        state = Mutex(State(workers: workers, digests: digests))
        total = folder.size
        self.progress = progress
    }

    /// - Returns: nil where there is nothing more to do, or nothing more makes sense.
    func take() -> HashingTask? {
        state.withLock { state in
            guard state.error == nil, state.next < tasks.count, !isCancelled else { return nil }
            state.next += 1
            return tasks[state.next - 1]
        }
    }

    func finish(_ task: HashingTask, digest: [UInt8]) {
        state.withLock { $0.digests[task.file][task.chunk] = digest }
    }

    func fail(_ error: TrustError) {
        state.withLock { state in if state.error == nil { state.error = error } }
    }

    func add(bytes: Int) {
        let done: Int? = state.withLock { state in
            state.bytes &+= bytes
            guard state.bytes == total || state.bytes - state.reported >= Self.reportSize else { return nil }
            state.reported = state.bytes
            return state.bytes
        }
        if let done { progress(HashingProgress(done: done, total: total)) }
    }

    func cancel() { cancelled.store(true, ordering: .relaxed) }
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
    var mustStop: Bool { isCancelled || state.withLock { $0.error != nil } }

    /// - Returns: whether the worker was the last one.
    func leave() -> Bool {
        state.withLock { state in
            state.workers -= 1
            return state.workers == 0
        }
    }

    /// The digests of each file's parts.
    func result() -> Result<[[[UInt8]]], TrustError> {
        state.withLock { state in
            if let error = state.error { return .failure(error) }
            return isCancelled ? .failure(.cancelled) : .success(state.digests)
        }
    }
}

/// How far the digesting is, in bytes.
package struct HashingProgress: Sendable, Hashable {
    package let done: Int
    package let total: Int
}
