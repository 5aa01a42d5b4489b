/// What a witness makes of a request: pure, from the request and the latest checkpoint that it cosigned.
package enum WitnessDecision: Sendable, Hashable {
    /// Remember the checkpoint, then cosign it.
    case cosign(Checkpoint)
    /// 400
    case malformed(String)
    /// 403
    case unsigned(String)
    /// 404
    case unknownOrigin(String)
    /// 409, with the size of the latest cosigned checkpoint.
    case conflict(size: Int)
    /// 422
    case inconsistent(String)

    /// - Parameters:
    ///   - logs: the trusted keys of each log, by its origin.
    ///   - latest: the latest cosigned checkpoint of an origin; nil where there is none.
    package static func decide(
        _ request: WitnessRequest, logs: [String: [NoteVerifier]], latest: Checkpoint?
    ) -> WitnessDecision {
        let checkpoint: Checkpoint
        do throws(TrustError) { checkpoint = try Checkpoint(text: request.note.text) } catch {
            return .malformed(error.message)
        }
        guard let keys = logs[checkpoint.origin] else { return .unknownOrigin(checkpoint.origin) }
        do throws(TrustError) { _ = try request.note.verify(with: keys) } catch { return .unsigned(error.message) }
        guard request.oldSize <= checkpoint.size else {
            return .malformed("expected an old size of at most \(checkpoint.size), found \(request.oldSize)")
        }
        let known = latest?.size ?? 0
        guard request.oldSize == known else { return .conflict(size: known) }
        let oldRoot = latest?.root ?? .ofEmptyTree
        if known == checkpoint.size, oldRoot != checkpoint.root { return .conflict(size: known) }
        let proof = ConsistencyProof(oldSize: known, newSize: checkpoint.size, path: request.proof)
        do throws(TrustError) {
            try proof.verify(oldRoot: oldRoot, newRoot: checkpoint.root)
        } catch { return .inconsistent(error.message) }
        return .cosign(checkpoint)
    }
}
