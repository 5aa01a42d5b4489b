import Foundation
package import Logging
import Manifests
import Measurement
import Trust

/// What checks have learnt, in a file each, so that a daemon that begins anew goes on where it was.
///
/// The files can be lost: a check then earns its verdict anew.
package actor CheckStates {
    private let folder: URL
    private let logger: Logger
    private var states: [String: CheckState] = [:]

    package init(folder: String, logger: Logger) {
        self.folder = URL(filePath: folder)
        self.logger = logger
    }

    /// What is known of a check: a new state where nothing is.
    func state(of check: String, release: String) -> CheckState {
        let name = Self.name(check, release)
        if let known = states[name] { return known }
        guard let data = try? Data(contentsOf: file(name)), let value = try? JSON.parse(Array(data)) else {
            return CheckState()
        }
        do {
            return try CheckState(restoring: value)
        } catch {
            logger.warning(
                "state of a check dropped", metadata: ["check": "\(release) \(check)", "reason": "\(error)"])
            return CheckState()
        }
    }

    /// Keeps a state; on disk once it returns, where the disk takes it.
    func keep(_ state: CheckState, of check: String, release: String) {
        let name = Self.name(check, release)
        states[name] = state
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(JSON.canonical(state.encoded)).write(to: file(name), options: .atomic)
        } catch {
            logger.warning(
                "state of a check not kept", metadata: ["check": "\(release) \(check)", "reason": "\(error)"])
        }
    }

    private func file(_ name: String) -> URL { folder.appending(path: "\(name).json") }

    /// Of no character that a file's name cannot have.
    private static func name(_ check: String, _ release: String) -> String {
        SHA256Digest(of: "\(release)\n\(check)".utf8).hex
    }
}
