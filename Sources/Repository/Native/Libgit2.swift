import CLibgit2

/// The library itself: started once, never stopped.
enum Libgit2 {
    private static let started: Int32 = {
        let count = git_libgit2_init()
        guard count > 0 else { return count }
        _ = lockstep_git_set_user_agent("lockstep")
        SocketStream.register()
        // What a store has said to hold outlives a power cut: a revert that could not be pushed lies there alone.
        _ = lockstep_git_set_durable(1)
        return count
    }()

    static func start() throws(NativeFailure) {
        if started <= 0 { throw NativeFailure(code: started) }
    }

    /// Replaces the certificate authorities of the whole process.
    static func setCertificateFile(_ path: String) throws(NativeFailure) {
        try start()
        try check(lockstep_git_set_certificate_file(path))
    }

    /// Throws libgit2's own words for a negative code; they are kept by thread, so this follows the call directly.
    static func check(_ code: Int32) throws(NativeFailure) {
        if code < 0 { throw NativeFailure(code: code) }
    }
}

/// A failed call, before anybody has said what it was for.
struct NativeFailure: Error, Sendable {
    let code: Int32
    let category: Int32
    let message: String

    init(code: Int32) {
        self.code = code
        let last = git_error_last()?.pointee
        category = last?.klass ?? 0
        let text = last?.message.map { String(cString: $0) } ?? ""
        message = text.isEmpty ? "error \(code)" : text.split(whereSeparator: \.isNewline).joined(separator: " ")
        git_error_clear()
    }

    init(code: git_error_code, message: String) {
        self.code = code.rawValue
        category = 0
        self.message = message
    }

    var isNotFound: Bool { code == GIT_ENOTFOUND.rawValue }

    /// Whether the server, the network or the machine failed, and not what was asked.
    var isNetwork: Bool {
        let categories = [GIT_ERROR_NET, GIT_ERROR_SSL, GIT_ERROR_SSH, GIT_ERROR_HTTP, GIT_ERROR_OS]
        return code == GIT_EEOF.rawValue || categories.contains { Int32($0.rawValue) == category }
    }

    var isDamage: Bool {
        let categories = [GIT_ERROR_ODB, GIT_ERROR_ZLIB, GIT_ERROR_OBJECT, GIT_ERROR_SHA, GIT_ERROR_INDEXER]
        return code == GIT_EMISMATCH.rawValue || categories.contains { Int32($0.rawValue) == category }
    }
}

extension ObjectID {
    init(_ native: git_oid) {
        var native = native
        let bytes = withUnsafeBytes(of: &native.id) { Array($0) }
        // INVARIANT: a git_oid of libgit2 1.x is exactly 20 bytes.
        self = ObjectID(bytes: bytes) ?? .zero
    }

    var native: git_oid {
        var native = git_oid()
        withUnsafeMutableBytes(of: &native.id) { $0.copyBytes(from: bytes) }
        return native
    }
}

extension String {
    /// A C string that may be missing; invalid UTF-8 is repaired.
    init(native text: UnsafePointer<CChar>?) {
        self = text.map { String(cString: $0) } ?? ""
    }
}
