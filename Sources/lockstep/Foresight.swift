import Delivery
import Foundation
import Manifests
import Synchronization

/// Begins what `plan` and `sync` need for sure while their options are still being read, which takes as long as reading
/// a thousand files.
///
/// It looks at the arguments no further than it has to: where it guesses wrong, what it read is not asked for.
enum Foresight {
    private static let verbs: Set = ["plan", "diff", "sync"]
    private static let tree = Mutex<(folder: String, read: Task<Result<Checkout, Diagnostic>, Never>)?>(nil)

    /// - Parameter arguments: those of the process, without its name.
    static func begin(_ arguments: [String]) {
        guard let verb = arguments.first, verbs.contains(verb) else { return }
        let folder = Self.folder(in: arguments)
        Task.detached(priority: .userInitiated) { Repositories.prepare() }
        guard let folder else { return }
        let read = Task.detached(priority: .userInitiated) { Checkout.files(ofWorkTreeAt: folder) }
        tree.withLock { $0 = (folder, read) }
    }

    /// What was read of a folder, once: who asks again wants it as it lies there by then.
    static func files(ofWorkTreeAt folder: String) async -> Result<Checkout, Diagnostic>? {
        let begun = tree.withLock { tree in
            defer { tree = nil }
            return tree
        }
        guard let begun, begun.folder == folder else { return nil }
        return await begun.read.value
    }

    /// The work tree that the arguments name; nil where they name none.
    private static func folder(in arguments: [String]) -> String? {
        var repository = "."
        for (index, argument) in arguments.enumerated() {
            if argument.hasPrefix("--revision") { return nil }
            if argument == "--repository", arguments.indices.contains(index + 1) {
                repository = arguments[index + 1]
            } else if argument.hasPrefix("--repository=") {
                repository = String(argument.dropFirst("--repository=".count))
            }
        }
        return Repositories.folder(of: repository)
    }
}
