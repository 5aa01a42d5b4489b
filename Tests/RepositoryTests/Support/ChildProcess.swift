import Foundation

/// A process of the test's own.
///
/// Foundation's `Process` lets children that are started at the same time inherit each other's pipes, and leaves
/// SIGTERM blocked in them: a server then keeps a finished command from being seen as finished.
struct ChildProcess: Sendable {
    let id: pid_t
    /// The child's output and errors; to be closed by the owner.
    let output: Int32
    /// The child's input; to be closed by the owner.
    let input: Int32

    init(_ command: [String], in folder: String, environment: [String: String]) throws {
        // No other child may be started between a pipe's making and its marking as not to be inherited.
        Self.starting.lock()
        defer { Self.starting.unlock() }
        let (outputRead, outputWrite) = try Self.pipe()
        let (inputRead, inputWrite) = try Self.pipe()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inputRead, 0)
        posix_spawn_file_actions_adddup2(&actions, outputWrite, 1)
        posix_spawn_file_actions_adddup2(&actions, outputWrite, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let arguments: [UnsafeMutablePointer<CChar>?] = (["env", "-C", folder] + command).map { strdup($0) } + [nil]
        let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var id: pid_t = 0
        let code = posix_spawnp(&id, "env", &actions, &attributes, arguments, variables)
        close(outputWrite)
        close(inputRead)
        guard code == 0 else {
            close(outputRead)
            close(inputWrite)
            throw CommandFailure(command: command, status: code, output: String(cString: strerror(code)))
        }
        self.id = id
        output = outputRead
        input = inputWrite
    }

    /// Held while a program is written, too: one that a starting child has open for writing cannot be run.
    static let starting = NSLock()

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw CommandFailure(command: ["pipe"], status: errno, output: "") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Waits for the end.
    ///
    /// - Returns: the exit code, or minus the signal.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f)
    }

    /// - Returns: empty at the end of the output.
    func readSome() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(output, &buffer, buffer.count)
        return Array(buffer.prefix(max(0, count)))
    }
}

/// Does blocking work on a thread of its own.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
