import Foundation
import Trust

/// Where things are kept that no option names (XDG Base Directory Specification).
enum DefaultFolder {
    /// `$XDG_STATE_HOME/lockstep/NAME`, by default `~/.local/state/lockstep/NAME`: what can be found again.
    static func state(_ name: String) -> String { folder("XDG_STATE_HOME", ".local/state", name) }

    /// `$XDG_DATA_HOME/lockstep/NAME`, by default `~/.local/share/lockstep/NAME`: what cannot.
    static func data(_ name: String) -> String { folder("XDG_DATA_HOME", ".local/share", name) }

    /// `$XDG_CACHE_HOME/lockstep/NAME`, by default `~/.cache/lockstep/NAME`: what is only there to save time; nil for who has
    /// no home.
    static func cache(_ name: String) -> String? {
        let environment = ProcessEnvironment.variables
        guard environment["HOME"]?.isEmpty == false || environment["XDG_CACHE_HOME"]?.hasPrefix("/") == true else {
            return nil
        }
        return folder("XDG_CACHE_HOME", ".cache", name)
    }

    /// The log's folder: `$LOCKSTEP_LOG`, or the default one where a log was begun there.
    static var log: String? {
        if let named = ProcessEnvironment["LOCKSTEP_LOG"], !named.isEmpty { return named }
        let folder = data("log")
        return LogBook.exists(at: folder) ? folder : nil
    }

    /// The newest checkpoint of each log that was seen: apart from the logs themselves, so that a copy of those does not
    /// bring it back.
    static var logMemory: String { state("logs") }

    /// What is kept of a log's signatures from one command to the next; it can be lost.
    static func logIndex(of folder: String) -> String {
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path
        return state("log-index-\(SHA256Digest(of: Array(path.utf8)).hex)")
    }

    private static func folder(_ variable: String, _ fallback: String, _ name: String) -> String {
        let environment = ProcessEnvironment.variables
        let base =
            environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? (environment["HOME"] ?? ".") + "/\(fallback)"
        return "\(base)/lockstep/\(name)"
    }
}
