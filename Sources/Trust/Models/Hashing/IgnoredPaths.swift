/// What a model's digest leaves out. Chosen by whoever signs or verifies; never taken from a signed statement.
package struct IgnoredPaths: Sendable, Hashable {
    /// What becomes of files in a folder that is to be ignored.
    package enum Folders: Sendable, Hashable {
        /// A file in one refuses the model: nobody would vouch for it.
        case refused
        /// They are digested like all others.
        case covered
    }

    private let paths: Set<ModelPath>
    package let folders: Folders

    /// - Parameter paths: exact files, such as the signature itself, and folders with all below them.
    package init(_ paths: Set<ModelPath> = [], folders: Folders = .refused) {
        self.paths = paths
        self.folders = folders
    }

    package static let none = IgnoredPaths()

    /// Whether the file itself is left out.
    func leavesOut(_ path: ModelPath) -> Bool { paths.contains(path) }

    /// Whether a file in this folder must refuse the model.
    func refusesFiles(in folder: ModelPath) -> Bool { folders == .refused && paths.contains(folder) }
}
