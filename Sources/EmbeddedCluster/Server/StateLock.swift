import Foundation

/// A state folder of one process's own, as long as the lock is held; the kernel lets go of it when the process ends.
final class StateLock: Sendable {
    private let descriptor: Int32

    /// Makes the folder where it is missing, readable by its owner only.
    init(folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ClusterServer.Failure.state(folder, reason: "\(error.localizedDescription)")
        }
        descriptor = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ClusterServer.Failure.state(folder, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw ClusterServer.Failure.inUse(state: folder)
        }
    }

    deinit { close(descriptor) }
}
