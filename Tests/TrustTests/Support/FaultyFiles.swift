import Glibc
import Synchronization
import Trust

/// Files in memory on a machine that loses its power: after a budget of steps every operation fails, a write in the
/// midst of its bytes. Names that no folder sync made durable may be there afterwards, or not.
final class FaultyFiles: LogFiles {
    struct Disk {
        /// What running programs see.
        var seen: [String: [UInt8]] = [:]
        /// What is there after the power went.
        var durable: [String: [UInt8]] = [:]
    }

    private struct State {
        var disk: Disk
        var steps = 0
        var budget: Int
        var code: Int32
        var locks: Set<String> = []
        /// The number of steps at the end of each operation.
        var marks: [Int] = []
    }

    private let state: Mutex<State>

    init(_ disk: Disk = Disk(), budget: Int = .max, code: Int32 = EIO) {
        state = Mutex(State(disk: disk, budget: budget, code: code))
    }

    var steps: Int { state.withLock { $0.steps } }
    var marks: [Int] { state.withLock { $0.marks } }
    var seen: [String: [UInt8]] { state.withLock { $0.disk.seen } }
    func setBudget(_ budget: Int) { state.withLock { $0.budget = budget } }

    func afterPowerLoss(keepsNames: Bool) -> Disk {
        state.withLock { state in
            let left = keepsNames ? state.disk.seen : state.disk.durable
            return Disk(seen: left, durable: left)
        }
    }

    private func step(
        _ path: String, cost: Int = 1, _ work: (inout Disk, _ isWhole: Bool) -> Void
    ) throws(TrustError) {
        let code: Int32? = state.withLock { state in
            guard state.steps < state.budget else { return state.code }
            let isWhole = cost <= state.budget - state.steps
            state.steps = isWhole ? state.steps + cost : state.budget
            state.marks.append(state.steps)
            work(&state.disk, isWhole)
            return isWhole ? nil : state.code
        }
        if let code { throw .system("use", path: path, code: code) }
    }

    func read(_ path: String) throws(TrustError) -> [UInt8]? { state.withLock { $0.disk.seen[path] } }

    func write(_ bytes: [UInt8], to path: String) throws(TrustError) {
        let room = state.withLock { $0.budget - $0.steps }
        try step(path, cost: bytes.count + 1) { disk, isWhole in
            disk.seen[path] = isWhole ? bytes : Array(bytes.prefix(max(room - 1, 0)))
        }
    }

    func rename(_ source: String, to target: String) throws(TrustError) {
        try step(target) { disk, _ in
            disk.seen[target] = disk.seen.removeValue(forKey: source)
        }
    }

    func makeFolder(_ path: String) throws(TrustError) { try step(path) { _, _ in } }

    func sync(folder: String) throws(TrustError) {
        try step(folder) { disk, _ in
            func isIn(_ path: String) -> Bool {
                path.hasPrefix(folder + "/") && !path.dropFirst(folder.count + 1).contains("/")
            }
            for path in disk.durable.keys where isIn(path) && disk.seen[path] == nil { disk.durable[path] = nil }
            for (path, bytes) in disk.seen where isIn(path) { disk.durable[path] = bytes }
        }
    }

    func names(in folder: String) throws(TrustError) -> [String] {
        state.withLock { state in
            Set(
                state.disk.seen.keys.filter { $0.hasPrefix(folder + "/") }
                    .compactMap { $0.dropFirst(folder.count + 1).split(separator: "/").first.map(String.init) })
        }.sorted()
    }

    func remove(_ path: String) throws(TrustError) {
        try step(path) { disk, _ in
            for name in disk.seen.keys where name == path || name.hasPrefix(path + "/") { disk.seen[name] = nil }
        }
    }

    func lock(_ path: String) throws(TrustError) -> FileLock {
        guard state.withLock({ $0.locks.insert(path).inserted }) else { throw .locked(path) }
        return FileLock { [weak self] in self?.state.withLock { _ = $0.locks.remove(path) } }
    }
}
