import Repository
import Synchronization

/// What files of a repository have been read as, so that a commit costs as much as it changes.
///
/// Files are told apart by path and by the name that Git gives their bytes; what has no such name is not remembered.
/// Lost, everything is read again.
package final class KnownManifests: Sendable {
    private struct Key: Hashable {
        var path: String
        var blob: ObjectID

        init?(_ file: Checkout.File) {
            guard let blob = file.blob else { return nil }
            (path, self.blob) = (file.path, blob)
        }
    }

    private struct State {
        /// By the environment's name: those of the files that were read last.
        var parts: [String: [Key: ManifestPart]] = [:]
        var environments: [(files: [Key], loaded: LoadedEnvironment)] = []
    }

    private static let remembered = 8

    private let state = Mutex(State())

    package init() {}

    func part(_ file: Checkout.File, environment: String) -> ManifestPart? {
        guard let key = Key(file) else { return nil }
        return state.withLock { $0.parts[environment]?[key] }
    }

    /// - Parameter parts: one for each file; those of other files of the environment are forgotten.
    func keep(_ parts: [ManifestPart], of files: [Checkout.File], environment: String) {
        let pairs = zip(files, parts).compactMap { file, part in Key(file).map { ($0, part) } }
        state.withLock { $0.parts[environment] = Dictionary(pairs) { first, _ in first } }
    }

    /// An environment of just these files, without what belongs to a commit.
    func environment(_ name: String, of files: [Checkout.File]) -> LoadedEnvironment? {
        guard let keys = Self.keys(files) else { return nil }
        return state.withLock { state in
            state.environments.first { $0.loaded.name == name && $0.files == keys }?.loaded
        }
    }

    func keep(_ loaded: LoadedEnvironment, of files: [Checkout.File]) {
        guard let keys = Self.keys(files) else { return }
        state.withLock { state in
            state.environments.append((keys, loaded))
            if state.environments.count > Self.remembered { state.environments.removeFirst() }
        }
    }

    /// - Returns: nil where a file has no name.
    private static func keys(_ files: [Checkout.File]) -> [Key]? {
        let keys = files.compactMap(Key.init)
        return keys.count == files.count ? keys : nil
    }
}
