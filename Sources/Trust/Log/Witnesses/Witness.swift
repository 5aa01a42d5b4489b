/// A witness (C2SP tlog-witness): cosigns the checkpoints of the logs it knows, as long as each only grows.
///
/// One actor owns the records, so that looking at the latest checkpoint and replacing it are one step.
package actor Witness {
    private let folder: String
    private let files: any LogFiles
    private let lock: FileLock
    private let logs: [String: [NoteVerifier]]
    private let signer: NoteSigner

    /// - Parameters:
    ///   - folder: keeps one checkpoint for each origin.
    ///   - logs: the trusted keys of each log, by its origin.
    ///   - signer: a key of the kind `cosignature`.
    /// - Throws: ``TrustError/locked(_:)``, ``TrustError/system(_:path:code:)``, ``TrustError/signing(_:)`` for another
    ///   kind of key.
    package init(
        folder: String, logs: [String: [NoteVerifier]], signer: NoteSigner, files: any LogFiles = DiskFiles()
    ) throws(TrustError) {
        guard signer.key.kind == .cosignature else {
            throw .signing("expected a witness key of type 4 (cosignature), found '\(signer.key)'")
        }
        try files.makeFolder(folder)
        lock = try files.lock(folder + "/.lock")
        self.folder = folder
        self.logs = logs
        self.signer = signer
        self.files = files
    }

    /// Answers the body of a POST to `<prefix>/add-checkpoint`.
    ///
    /// - Parameter time: seconds since 1970.
    /// - Returns: 200 with the cosignature line, or 400, 403, 404, 409, 422; 500 where the record could not be kept.
    package func addCheckpoint(_ body: [UInt8], time: Int64) -> WitnessResponse {
        do throws(TrustError) {
            let request: WitnessRequest
            do throws(TrustError) { request = try WitnessRequest(body) } catch { return Self.text(400, error.message) }
            let origin = String(request.note.text.prefix { $0 != "\n" })
            // Only origins that are known get a record, so a stranger's request reads no file.
            let latest = logs[origin] == nil ? nil : try latestCheckpoint(of: origin)
            let decision = WitnessDecision.decide(request, logs: logs, latest: latest)
            guard case .cosign = decision else { return Self.refusal(decision) }
            let signature = try signer.signature(over: request.note.text, time: time)
            try remember(request.note, of: origin)
            return Self.text(200, String(signature.line.dropLast()))
        } catch { return Self.text(500, "the checkpoint could not be recorded") }
    }

    /// The latest checkpoint of a log that was cosigned here.
    ///
    /// - Throws: ``TrustError/system(_:path:code:)``, and ``TrustError/unexpected(_:found:)`` for a damaged record, which
    ///   is never taken for none.
    package func latestCheckpoint(of origin: String) throws(TrustError) -> Checkpoint? {
        guard let bytes = try files.read(record(of: origin)) else { return nil }
        return try Checkpoint(text: try SignedNote(bytes).text)
    }

    private func remember(_ note: SignedNote, of origin: String) throws(TrustError) {
        let path = record(of: origin)
        try files.write(note.bytes, to: path + ".new")
        try files.rename(path + ".new", to: path)
        try files.sync(folder: folder)
    }

    /// An origin may hold any character, a file name not.
    private func record(of origin: String) -> String { "\(folder)/\(SHA256Digest(of: origin.utf8).hex)" }

    private static func refusal(_ decision: WitnessDecision) -> WitnessResponse {
        switch decision {
        case .cosign: text(500, "")
        case .malformed(let reason): text(400, reason)
        case .unsigned(let reason): text(403, reason)
        case .unknownOrigin(let origin): text(404, "the log '\(origin)' is not known here")
        case .conflict(let size):
            WitnessResponse(status: 409, contentType: "text/x.tlog.size", body: Array("\(size)\n".utf8))
        case .inconsistent(let reason): text(422, reason)
        }
    }

    private static func text(_ status: Int, _ text: String) -> WitnessResponse {
        WitnessResponse(status: status, body: Array((text + "\n").utf8))
    }
}
