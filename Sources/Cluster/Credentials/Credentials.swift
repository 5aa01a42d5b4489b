import Foundation
import Transport

/// Gives each request what it needs to be trusted and to trust: kept while it holds, made anew when it does not.
actor Credentials {
    struct Current: Sendable {
        var tls: TLSOptions
        /// The value of the `Authorization` field.
        var authorization: SecretBytes?
        /// What a plugin gave, where it was one.
        fileprivate(set) var plugged: ExecCredential?
    }

    /// What tells one content of a file from the next. The clock of a file system ticks in milliseconds: the time
    /// alone is not enough.
    private struct FileStamp: Equatable {
        var target: String
        var modified: Date?
        var size: Int?
        var number: Int?
    }

    private struct ReadFile {
        var stamp: FileStamp
        var bytes: [UInt8]
    }

    private let connection: ClusterConnection
    private let now: @Sendable () -> Date
    private var files: [String: ReadFile] = [:]
    private var plugged: ExecCredential?
    private var run: PluginRun?

    private typealias Answer = Result<ExecCredential, CredentialError>

    /// Requests that start together share one run of the plugin; it ends with the last of them.
    private struct PluginRun {
        let id: UUID
        let task: Task<Void, Never>
        var waiters: [UUID: AsyncStream<Answer>.Continuation] = [:]
    }

    /// A credential this close to its end is not used any more.
    private static let margin: TimeInterval = 10

    init(_ connection: ClusterConnection, now: @escaping @Sendable () -> Date = { Date() }) {
        self.connection = connection
        self.now = now
    }

    func current() async throws(CredentialError) -> Current {
        var tls = TLSOptions(
            authorities: try connection.authorities.map { (source) throws(CredentialError) in try read(source) },
            serverName: connection.tlsServerName, insecureSkipVerify: connection.insecureSkipVerify)
        if let certificate = connection.user.certificate, let key = connection.user.key {
            tls.clientCertificate = .init(certificate: try read(certificate), key: SecretBytes(try read(key)))
        }
        switch connection.user.authorization {
        case .none: return Current(tls: tls)
        case .token(let source): return Current(tls: tls, authorization: Self.bearer(try token(source)))
        case .basic(let user, let password):
            let pair = Data("\(user):".utf8) + Data(password.exposedBytes)
            return Current(tls: tls, authorization: SecretBytes("Basic \(pair.base64EncodedString())"))
        case .plugin(let plugin):
            let credential = try await credential(of: plugin, authorities: tls.authorities)
            if let certificate = credential.certificate { tls.clientCertificate = certificate }
            return Current(tls: tls, authorization: credential.token.map(Self.bearer), plugged: credential)
        }
    }

    /// Called when the server refused what ``current()`` gave.
    ///
    /// - Returns: whether asking again can give others.
    func refused(_ used: Current) -> Bool {
        switch connection.user.authorization {
        case .plugin:
            // Of requests that were refused together, another may have come first: then there is a new one, or will be.
            if plugged == used.plugged { plugged = nil }
            return true
        case .token(.file):
            files = [:]
            return true
        case .none, .token, .basic: return false
        }
    }

    private static func bearer(_ token: SecretBytes) -> SecretBytes { SecretBytes("Bearer \(token.exposedText)") }

    private func token(_ source: FileOrData) throws(CredentialError) -> SecretBytes {
        let text = String(decoding: try read(source), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if text.isEmpty, case .file(let path) = source { throw .emptyToken(file: path) }
        return SecretBytes(text)
    }

    private func read(_ source: FileOrData) throws(CredentialError) -> [UInt8] {
        switch source {
        case .data(let bytes): return bytes.exposedBytes
        case .file(let path):
            // A service account's files are links to a folder that is exchanged: the target's stamp is what changes.
            let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            let attributes = try? FileManager.default.attributesOfItem(atPath: target)
            let stamp = FileStamp(
                target: target, modified: attributes?[.modificationDate] as? Date, size: attributes?[.size] as? Int,
                number: attributes?[.systemFileNumber] as? Int)
            if attributes != nil, let kept = files[path], kept.stamp == stamp { return kept.bytes }
            guard let data = FileManager.default.contents(atPath: target) else { throw .unreadableFile(path) }
            files[path] = ReadFile(stamp: stamp, bytes: Array(data))
            return Array(data)
        }
    }

    private func credential(
        of plugin: ExecPlugin, authorities: [UInt8]?
    ) async throws(CredentialError) -> ExecCredential {
        if let plugged, plugged.expires.map({ $0.timeIntervalSince(now()) > Self.margin }) ?? true { return plugged }
        let (answers, waiter) = AsyncStream<Answer>.makeStream()
        let id = UUID()
        if run == nil { run = start(plugin, authorities) }
        run?.waiters[id] = waiter
        for await answer in answers { return try answer.get() }
        leave(id)
        throw .cancelled
    }

    private func leave(_ id: UUID) {
        guard run?.waiters.removeValue(forKey: id) != nil, run?.waiters.isEmpty == true else { return }
        run?.task.cancel()
        run = nil
    }

    private func start(_ plugin: ExecPlugin, _ authorities: [UInt8]?) -> PluginRun {
        let request = ExecCredential.request(plugin, for: connection, authorities: authorities)
        let id = UUID()
        let task = Task {
            do throws(CredentialError) {
                let output = try await PluginProcess(plugin: plugin, request: request).run()
                end(id, .success(try ExecCredential(output, of: plugin)))
            } catch {
                end(id, .failure(error))
            }
        }
        return PluginRun(id: id, task: task)
    }

    private func end(_ id: UUID, _ answer: Answer) {
        guard let run, run.id == id else { return }
        if case .success(let credential) = answer { plugged = credential }
        self.run = nil
        for waiter in run.waiters.values { waiter.yield(answer) }
    }
}
