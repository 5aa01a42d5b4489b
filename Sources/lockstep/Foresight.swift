import Delivery
import Manifests
import Synchronization

/// Begins what `plan` and `sync` need for sure while their options are still being read, which takes as long as reading
/// a thousand files.
///
/// It looks at the arguments no further than it has to: where it guesses wrong, what it read is not asked for.
enum Foresight {
    private typealias Reading = (folder: String, files: Result<Checkout, Diagnostic>)

    private static let reading = Mutex<Task<Reading?, Never>?>(nil)

    /// - Parameter arguments: those of the process, without its name.
    static func begin(_ arguments: [String]) {
        guard let verb = arguments.first, verb == "plan" || verb == "diff" || verb == "sync" else { return }
        Task.detached(priority: .userInitiated) { Repositories.prepare() }
        let task = Task.detached(priority: .userInitiated) { () -> Reading? in
            guard let folder = folder(in: arguments) else { return nil }
            return (folder, await Checkout.files(ofWorkTreeAt: folder))
        }
        reading.withLock { $0 = task }
    }

    /// What was read of a folder, once: who asks again wants it as it lies there by then.
    static func files(ofWorkTreeAt folder: String) async -> Result<Checkout, Diagnostic>? {
        let begun = reading.withLock { reading in
            defer { reading = nil }
            return reading
        }
        guard let read = await begun?.value, read.folder == folder else { return nil }
        return read.files
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
