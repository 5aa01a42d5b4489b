import Foundation

/// Tells whether this process is alone with a store: every process that has it open holds `lockstep.lock` shared.
///
/// The kernel lets go of the lock when a process dies, however it dies.
final class StoreLock: Sendable {
    private let descriptor: Int32
    private let path: String
    /// Whether no other process had the store open.
    let isAlone: Bool

    init(folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RepositoryError.failed(action: "make folder", place: folder, reason: "\(error.localizedDescription)")
        }
        path = "\(folder)/lockstep.lock"
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw RepositoryError.failed(action: "open", place: path, reason: String(cString: strerror(errno)))
        }
        isAlone = Self.lockAlone(descriptor)
    }

    /// Tries for a quarter of a second: a process that is just starting a child holds its locks twice for a moment.
    private static func lockAlone(_ descriptor: Int32) -> Bool {
        for _ in 0..<25 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            usleep(10_000)
        }
        return false
    }

    /// Lets others in.
    func share() throws {
        while flock(descriptor, LOCK_SH) != 0 {
            guard errno == EINTR else {
                throw RepositoryError.failed(action: "lock", place: path, reason: String(cString: strerror(errno)))
            }
        }
    }

    deinit { close(descriptor) }
}
