import Foundation

/// The programs that verify what Lockstep does not: `ssh-keygen` for RSA, ECDSA and hardware keys, `gpg` for OpenPGP.
/// They are those that git itself calls.
///
/// Which key may sign is the trust policy's to say: a tool is asked only whether the signature is of that key.
package struct SignatureTools: Sendable {
    /// Seconds that a tool may take for one signature.
    private static let timeout: TimeInterval = 30

    private let sshKeygen: String?
    private let gpg: String?

    package static let none = SignatureTools(sshKeygen: nil, gpg: nil)

    private init(sshKeygen: String?, gpg: String?) {
        self.sshKeygen = sshKeygen
        self.gpg = gpg
    }

    /// Looks into the folders of PATH.
    package init(searchPath: String) {
        let find = { (name: String) in
            searchPath.split(separator: ":").map { "\($0)/\(name)" }
                .first { FileManager.default.isExecutableFile(atPath: $0) }
        }
        self.init(sshKeygen: find("ssh-keygen"), gpg: find("gpg"))
    }

    /// A commit that the judge itself could not tell.
    func judge(_ content: [UInt8], by judge: CommitJudge) async -> CommitVerdict {
        do throws(TrustError) {
            let commit = try CommitObject.parse(content)
            guard let text = commit.signature else { return .refused(.unsigned) }
            if text.hasPrefix("-----BEGIN \(SSHSignature.label)-----") {
                return try await judgeSSH(text, over: commit.payload, by: judge)
            }
            return try await judgeOpenPGP(text, over: commit.payload, by: judge)
        } catch {
            return .refused(
                error.isUnreachable ? .unavailable(reason: error.message) : .malformed(reason: error.message))
        }
    }

    private func judgeSSH(
        _ text: String, over payload: [UInt8], by judge: CommitJudge
    ) async throws(TrustError) -> CommitVerdict {
        let blob = try SSHSignature.parse(text).publicKeyBlob
        guard let key = judge.policy.policy.keys.first(where: { $0.openSSH?.blob == blob }), let line = key.openSSH
        else { return .refused(.unknownKey(hint: "")) }
        guard let sshKeygen else { throw .unreachable("'ssh-keygen'", reason: "it is not on the PATH") }
        let allowed = "committer namespaces=\"\(CommitSigning.namespace)\" \(OpenSSHPublicKey.line(line))\n"
        let run = try await run(
            sshKeygen, files: ["allowed": Array(allowed.utf8), "signature": Array(text.utf8)], input: payload
        ) { folder in
            [
                "-Y", "verify", "-f", "\(folder)/allowed", "-I", "committer", "-n", CommitSigning.namespace, "-s",
                "\(folder)/signature",
            ]
        }
        guard run.status == 0 else { return .refused(.badSignature(key: key.name)) }
        return verdict(of: key, by: judge)
    }

    private func judgeOpenPGP(
        _ text: String, over payload: [UInt8], by judge: CommitJudge
    ) async throws(TrustError) -> CommitVerdict {
        guard let gpg else { throw .unreachable("'gpg'", reason: "it is not on the PATH") }
        let run = try await run(gpg, files: ["signature": Array(text.utf8)], input: payload) { folder in
            ["--batch", "--no-auto-key-retrieve", "--status-fd", "1", "--verify", "\(folder)/signature", "-"]
        }
        let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("[GNUPG:] ") }
            .map { $0.dropFirst("[GNUPG:] ".count).split(separator: " ").map(String.init) }
        let valid = lines.filter { $0.first == "VALIDSIG" }
        let fingerprints = valid.flatMap { [$0.dropFirst().first, $0.last].compactMap(\.self) }
        let key = judge.policy.policy.keys.first { key in
            if case .openPGP(let fingerprint) = key.material { fingerprints.contains(fingerprint) } else { false }
        }
        if lines.contains(where: { $0.first == "NO_PUBKEY" }) {
            let hint = lines.first { $0.first == "NO_PUBKEY" }?.dropFirst().first ?? ""
            throw .unreachable("OpenPGP key \(hint)", reason: "it is not in gpg's keyring")
        }
        // gpg gives a valid signature by an expired or revoked key other names than GOODSIG.
        guard run.status == 0, valid.count == 1, lines.count(where: { $0.first == "NEWSIG" }) <= 1,
            lines.contains(where: { $0.first == "GOODSIG" })
        else { return .refused(.badSignature(key: key?.name ?? "openpgp")) }
        guard let key else { return .refused(.unknownKey(hint: OpenPGPFingerprint.mark + (fingerprints.last ?? ""))) }
        return verdict(of: key, by: judge)
    }

    private func verdict(of key: PolicyKey, by judge: CommitJudge) -> CommitVerdict {
        if let refusal = judge.refusal(of: key) { return .refused(refusal) }
        return .verified(CommitSignatory(principal: key.principal, keyName: key.name, fingerprint: key.fingerprint))
    }

    // MARK: Running

    private struct Run: Sendable {
        var status: Int32
        var output: String
    }

    /// Runs a program with files of a folder that is gone afterwards.
    private func run(
        _ program: String, files: [String: [UInt8]], input: [UInt8],
        arguments: @escaping @Sendable (_ folder: String) -> [String]
    ) async throws(TrustError) -> Run {
        let result: Result<Run, TrustError> = await withCheckedContinuation { continuation in
            // Swift's own threads must not block.
            DispatchQueue.global().async {
                continuation.resume(returning: Self.wait(program, files: files, input: input, arguments: arguments))
            }
        }
        return try result.get()
    }

    private static func wait(
        _ program: String, files: [String: [UInt8]], input: [UInt8], arguments: (String) -> [String]
    ) -> Result<Run, TrustError> {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for (name, bytes) in files { try Data(bytes).write(to: folder.appendingPathComponent(name)) }
            // Files rather than pipes: no pipe can fill up and stop the program.
            try Data(input).write(to: folder.appendingPathComponent("in"))
            try Data().write(to: folder.appendingPathComponent("out"))
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments(folder.path)
            process.standardInput = try FileHandle(forReadingFrom: folder.appendingPathComponent("in"))
            process.standardOutput = try FileHandle(forWritingTo: folder.appendingPathComponent("out"))
            process.standardError = FileHandle.nullDevice
            try process.run()
            let deadline = DispatchWorkItem { process.terminate() }
            DispatchQueue.global().asyncAfter(deadline: .now() + timeout, execute: deadline)
            process.waitUntilExit()
            deadline.cancel()
            guard process.terminationReason == .exit else {
                return .failure(.unreachable("'\(program)'", reason: "it did not end by itself"))
            }
            let output = try Data(contentsOf: folder.appendingPathComponent("out"))
            return .success(
                Run(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self)))
        } catch {
            return .failure(.unreachable("'\(program)'", reason: error.localizedDescription))
        }
    }
}
