import Synchronization

/// The signatures of a log in a folder, kept in step with it: each look reads only what was added since the last.
///
/// A file may keep them from one process to the next. One that is absent, damaged or of another log is made anew, and
/// one that lies is found out by the log (``LoggedSignatures``).
package final class SignatureIndex: Sendable {
    private let folder: String
    private let file: String?
    private let known = Mutex<LoggedSignatures?>(nil)

    /// Entries by which a file may lag behind.
    private static let lag = TileCoordinate.fullWidth

    /// - Parameter file: nil keeps nothing.
    package init(folder: String, file: String? = nil) {
        self.folder = folder
        self.file = file
    }

    /// Everything that the log's newest checkpoint covers, believed by the keys that a trust policy gives the roles
    /// `log` and `witness`.
    ///
    /// - Parameter fallback: believes the log where the policy names no such key: the log's own, on its own machine.
    /// - Throws: as ``LoggedSignatures/init(folder:policy:at:fallback:)``. A file that cannot be written is no fault.
    package func signatures(
        policy: VerifiedTrustPolicy, at time: Timestamp, fallback: NoteVerifier? = nil
    ) throws(TrustError) -> LoggedSignatures {
        let reader = LogReader(folder: folder)
        let beliefs = try LogPolicy(trust: policy.policy, at: time, fallback: fallback?.key)
        let head = try beliefs.verify(
            try reader.checkpoint(), now: time.seconds, isValid: LogPolicy.strictCheck
        ).checkpoint
        var signatures = known.withLock { $0 } ?? kept(of: head.origin) ?? LoggedSignatures(of: head.origin)
        let size = signatures.edge.size
        try signatures.update(from: reader, to: head)
        let current = signatures
        known.withLock { $0 = current }
        if let file, current.edge.size < size || current.edge.size - size >= Self.lag {
            try? DurableFile.write(Self.content(current), path: file)
        }
        return current
    }

    // MARK: The file

    private static let format = Array("lockstep log index 2".utf8)

    private static func content(_ signatures: LoggedSignatures) -> [UInt8] {
        var writer = WireWriter()
        writer.append(string: format)
        writer.append(string: Array(signatures.origin.utf8))
        writer.append(number: UInt64(clamping: signatures.latest.seconds))
        writer.append(number: UInt64(signatures.edge.size))
        writer.append(uint32: UInt32(truncatingIfNeeded: signatures.edge.levels.count))
        for level in signatures.edge.levels { writer.append(string: level.flatMap(\.bytes)) }
        for (name, position) in signatures.positions {
            writer.append(string: Array(name.utf8))
            writer.append(number: position.index)
            writer.append(number: UInt64(clamping: position.time.seconds))
        }
        return writer.bytes + SHA256Digest(of: writer.bytes).bytes
    }

    private func kept(of origin: String) -> LoggedSignatures? {
        guard let file, let bytes = try? DurableFile.read(path: file), bytes.count > 32 else { return nil }
        let content = Array(bytes.dropLast(32))
        guard SHA256Digest(of: content).bytes == Array(bytes.suffix(32)) else { return nil }
        return try? Self.read(content, origin: origin)
    }

    private static func read(_ bytes: [UInt8], origin: String) throws(TrustError) -> LoggedSignatures? {
        var reader = WireReader(bytes, what: "log index")
        guard try reader.string() == format, try reader.text() == origin else { return nil }
        let latest = Timestamp(seconds: Int64(clamping: try reader.number()))
        let size = Int(clamping: try reader.number())
        var levels: [[TreeHash]] = []
        for _ in 0..<min(try reader.uint32(), 64) {
            let hashes = try reader.string()
            levels.append(
                stride(from: 0, to: hashes.count, by: 32).compactMap { start in
                    TreeHash(bytes: hashes[start..<min(start + 32, hashes.count)])
                })
        }
        var positions: [String: SignedClaim.LogPosition] = [:]
        while !reader.isAtEnd {
            let name = try reader.text()
            let index = try reader.number()
            let time = Timestamp(seconds: Int64(clamping: try reader.number()))
            positions[name] = SignedClaim.LogPosition(origin: origin, index: index, time: time)
        }
        return RightEdge(levels: levels, size: size).map {
            LoggedSignatures(of: origin, kept: positions, latest: latest, edge: $0)
        }
    }
}

extension WireReader {
    fileprivate mutating func number() throws(TrustError) -> UInt64 {
        try bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension WireWriter {
    fileprivate mutating func append(number: UInt64) {
        append(uint32: UInt32(truncatingIfNeeded: number >> 32))
        append(uint32: UInt32(truncatingIfNeeded: number))
    }
}
