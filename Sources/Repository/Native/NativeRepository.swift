import CLibgit2
import Foundation

/// An open repository.
///
/// INVARIANT: used by one thread at a time, the executor of the store that owns it; hence the unchecked conformance.
final class NativeRepository: @unchecked Sendable {
    let pointer: OpaquePointer
    /// The `.git` folder, or the bare repository's own, without a slash at the end.
    let path: String
    private let handle: Handle

    private init(_ handle: consuming Handle) {
        pointer = handle.pointer
        let path = String(native: git_repository_path(handle.pointer))
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self.handle = handle
    }

    static func open(_ path: String) throws(NativeFailure) -> NativeRepository {
        try Libgit2.start()
        let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
        return NativeRepository(try Handle(git_repository_free) { git_repository_open_ext($0, path, flags, nil) })
    }

    /// Opens the repository of a checkout's folder or of a folder below it.
    static func discover(_ path: String) throws(NativeFailure) -> NativeRepository {
        try Libgit2.start()
        return NativeRepository(try Handle(git_repository_free) { git_repository_open_ext($0, path, 0, nil) })
    }

    static func create(_ path: String, bare: Bool, branch: String) throws(NativeFailure) -> NativeRepository {
        try Libgit2.start()
        var options = git_repository_init_options()
        try Libgit2.check(
            git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)))
        options.flags = GIT_REPOSITORY_INIT_MKPATH.rawValue | (bare ? GIT_REPOSITORY_INIT_BARE.rawValue : 0)
        let name = strdup(branch)
        defer { free(name) }
        options.initial_head = UnsafePointer(name)
        return NativeRepository(try Handle(git_repository_free) { git_repository_init_ext($0, path, &options) })
    }

    var isBare: Bool { git_repository_is_bare(pointer) == 1 }

    /// The folder that holds the files of a checkout.
    var workTree: String? { git_repository_workdir(pointer).map { String(cString: $0) } }

    func setting(_ name: String) -> String? {
        guard let config = try? Handle(git_config_free, { git_repository_config_snapshot($0, pointer) }) else {
            return nil
        }
        var value: UnsafePointer<CChar>?
        return git_config_get_string(&value, config.pointer, name) == 0 ? String(native: value) : nil
    }
}
