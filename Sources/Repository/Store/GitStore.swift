package import Logging

/// A Git repository on this machine: Lockstep's own bare store, or somebody's checkout.
///
/// All work is done one call after another on a thread of the store's own, so that nothing blocks Swift's threads.
/// Branches of a remote are kept below `refs/lockstep/`, never as branches of the store itself.
package actor GitStore {
    /// The `.git` folder, or the bare repository's own.
    package nonisolated let path: String
    let native: NativeRepository
    let logger: Logger
    private let executor: StoreExecutor
    private let lock: StoreLock?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init(native: NativeRepository, lock: StoreLock?, executor: StoreExecutor, logger: Logger) {
        path = native.path
        self.native = native
        self.lock = lock
        self.executor = executor
        self.logger = logger
    }

    /// Starts the library, which reads the system's certificate authorities, before there is a store that would wait for
    /// it. Whether it could be started, the first store tells.
    package static func prepare() { try? Libgit2.start() }

    /// Opens Lockstep's own bare store in a folder, and makes it if it is not there yet.
    ///
    /// What a killed process has left behind (lock files, half a pack) is cleared away, unless another process has the
    /// store open.
    ///
    /// - Parameter branch: what HEAD names in a new store.
    /// - Throws: `RepositoryError` `foreignOwner`, `corrupt`, `failed`.
    package static func open(
        _ folder: String, branch: String = "main", logger: Logger = Logger(label: "lockstep.repository")
    ) async throws -> GitStore {
        let executor = StoreExecutor()
        let (native, lock) = try await executor.run {
            do {
                let lock = try StoreLock(folder: folder)
                let cleared = lock.isAlone ? StoreRecovery.clear(folder) : []
                if !cleared.isEmpty {
                    logger.warning("cleared what a killed process left", metadata: ["files": "\(cleared.count)"])
                }
                try lock.share()
                if let native = try? NativeRepository.open(folder) { return (native, lock) }
                // An interrupted creation is completed; a repository that is there is opened, with its own error.
                let exists = StoreRecovery.looksLikeRepository(folder)
                let native =
                    exists
                    ? try NativeRepository.open(folder)
                    : try NativeRepository.create(folder, bare: true, branch: branch)
                return (native, lock)
            } catch let failure as NativeFailure {
                throw RepositoryError(failure, opening: folder)
            }
        }
        return GitStore(native: native, lock: lock, executor: executor, logger: logger)
    }

    /// Opens the repository that a folder or a work tree belongs to, as `git` would find it.
    ///
    /// - Throws: `RepositoryError` `notARepository`, `foreignOwner`, `corrupt`, `failed`.
    package static func discover(
        from folder: String, logger: Logger = Logger(label: "lockstep.repository")
    ) async throws -> GitStore {
        let executor = StoreExecutor()
        let native = try await executor.run {
            do {
                return try NativeRepository.discover(folder)
            } catch let failure as NativeFailure {
                throw RepositoryError(failure, opening: folder)
            }
        }
        return GitStore(native: native, lock: nil, executor: executor, logger: logger)
    }

    /// The folder that holds a checkout's files; nil for a bare repository.
    package var workTree: String? { native.workTree }

    /// Does work that concerns this machine only, and says what failed.
    func local<Result>(_ action: String, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let failure as NativeFailure {
            throw RepositoryError(failure, action: action, store: path)
        }
    }
}
