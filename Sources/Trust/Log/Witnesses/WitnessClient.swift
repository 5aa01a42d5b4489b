/// Asks a witness to cosign a log's checkpoints (C2SP tlog-witness).
package struct WitnessClient: Sendable {
    package enum Outcome: Sendable, Hashable {
        case cosigned([NoteSignature])
        /// The witness cosigned a larger tree: this log was rolled back, or forked.
        case ahead(size: Int)
        /// The witness cosigned another tree of the same size, or refuses the proof: the log was forked.
        case inconsistent(status: Int, reason: String)
        /// The witness does not know the log or its key, or did not understand.
        case refused(status: Int, reason: String)
        case unreachable(String)
    }

    /// Posts a body to `<prefix>/add-checkpoint`; the caller's HTTP.
    package typealias Post = @Sendable (_ body: [UInt8]) async throws -> WitnessResponse

    private let verifier: NoteVerifier
    private let reader: LogReader
    private let post: Post

    /// - Parameter verifier: the witness's key, of the kind `cosignature`.
    package init(verifier: NoteVerifier, reader: LogReader, post: @escaping Post) {
        self.verifier = verifier
        self.reader = reader
        self.post = post
    }

    /// - Parameters:
    ///   - note: a checkpoint that the log has made durable. Never one that is not.
    ///   - oldSize: what the witness cosigned last as far as is known, 0 where it is not.
    /// - Throws: ``TrustError/missing(_:)`` and others where the proof cannot be made from the stored tiles.
    package func cosign(_ note: SignedNote, oldSize: Int) async throws(TrustError) -> Outcome {
        let checkpoint = try Checkpoint(text: note.text)
        var oldSize = min(max(oldSize, 0), checkpoint.size)
        // The first answer may tell the size that the witness has; the second must then be final.
        for attempt in 0..<2 {
            let proof = try reader.consistency(from: oldSize, to: checkpoint.size)
            let request = WitnessRequest(oldSize: oldSize, proof: proof.path, note: note)
            let response: WitnessResponse
            do { response = try await post(request.body) } catch { return .unreachable("\(error)") }
            if response.status == 409, let size = Self.size(response) {
                if size > checkpoint.size { return .ahead(size: size) }
                if size != oldSize, attempt == 0 {
                    oldSize = size
                    continue
                }
            }
            return outcome(response, note: note)
        }
        return .refused(status: 409, reason: "its size changes while it is asked")
    }

    private func outcome(_ response: WitnessResponse, note: SignedNote) -> Outcome {
        let reason = String(decoding: response.body.prefix(200), as: UTF8.self)
            .filter { $0.isASCII && !$0.isNewline && $0 >= " " }
        switch response.status {
        case 200: return cosignatures(response, note: note)
        case 409, 422: return .inconsistent(status: response.status, reason: reason)
        case 500...: return .unreachable("status \(response.status): \(reason)")
        default: return .refused(status: response.status, reason: reason)
        }
    }

    /// Only lines of the witness's own key count, and only where they hold.
    private func cosignatures(_ response: WitnessResponse, note: SignedNote) -> Outcome {
        do throws(TrustError) {
            let answer = try SignedNote(Array((note.text + "\n").utf8) + response.body)
            _ = try answer.verify(with: [verifier])
            let own = answer.signatures.filter { $0.name == verifier.key.name && $0.keyID == verifier.key.keyID }
            return .cosigned(Array(own.prefix(1)))
        } catch { return .refused(status: 200, reason: error.message) }
    }

    private static func size(_ response: WitnessResponse) -> Int? {
        let type = response.contentType.prefix { $0 != ";" }
        guard type.lowercased() == "text/x.tlog.size", response.body.last == 0x0A else { return nil }
        return DecimalText.number(String(decoding: response.body.dropLast(), as: UTF8.self))
    }
}
