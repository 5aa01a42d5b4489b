extension LogBook {
    /// That what the folder shows has grown out of what was written last: its high-water mark.
    ///
    /// - Parameter verify: whether the log is believed.
    /// - Returns: the newest checkpoint.
    /// - Throws: `markLost`; `rolledBack`, `forked`; what `verify` throws.
    package func newest(verify: (SignedNote) throws -> VerifiedCheckpoint) async throws -> VerifiedCheckpoint {
        // Read first: a writer shows a checkpoint before it moves the mark.
        let mark = try mark()
        let head = try verify(try reader.checkpoint())
        guard let mark else {
            guard head.checkpoint.size == 0 else { throw TrustError.markLost(location.highWaterMark, found: "nothing") }
            return head
        }
        let client = LogClient(folder: folder)
        let witness = "'\(location.highWaterMark)'"
        if mark.size > head.checkpoint.size, let waiting = try waiting() {
            // What waits for witnesses is not shown yet.
            try await client.check(waiting, grewOutOf: mark, witness: witness)
            try await client.check(waiting, grewOutOf: head.checkpoint, witness: "the log's own folder")
        } else {
            try await client.check(head.checkpoint, grewOutOf: mark, witness: witness)
        }
        return head
    }

    private func mark() throws(TrustError) -> Checkpoint? {
        guard let bytes = try DiskFiles().read(location.highWaterMark) else { return nil }
        do throws(TrustError) { return try Checkpoint(text: try SignedNote(bytes).text) } catch {
            throw .markLost(location.highWaterMark, found: error.message)
        }
    }

    private func waiting() throws(TrustError) -> Checkpoint? {
        guard let bytes = try DiskFiles().read(location.head) else { return nil }
        return try Checkpoint(text: try SignedNote(bytes).text)
    }

    /// Takes the log as it is where its high-water mark is lost: all of it was checked, and it has grown out of what
    /// this machine remembers of it. A mark that is whole is not gone back on.
    ///
    /// - Returns: what the log has.
    /// - Throws: as ``LogReader/verifyAll(_:visit:)``; whatever opening throws.
    package func adopt() async throws(TrustError) -> Checkpoint {
        let log = try await open(adopts: true)
        let checkpoint = try Checkpoint(text: await log.checkpoint.text)
        try reader.verifyAll(checkpoint)
        return checkpoint
    }

    /// Gives the log another key: an entry under the old one says so, and the newest checkpoint is signed by the new one.
    ///
    /// - Parameter passphrase: encrypts the new key; nil leaves it in the clear.
    /// - Returns: the log under its new key.
    package func rotate(passphrase: SecretMemory?) async throws(TrustError) -> LogBook {
        let next = try Ed25519PrivateKey.generate()
        let verifier = try VerifierKey(name: origin, kind: .ed25519, publicKey: next.publicKey.bytes)
        guard let time = LogTime(seconds: now()) else {
            throw .unexpected("a clock between 1970 and 9999", found: "\(now()) seconds")
        }
        let old = try Ed25519PublicKey(self.verifier.key.publicKey)
        let signatory = LogEntry.Signatory(.ed25519(old), policy: nil)
        let entry = LogEntry.key(.rotated, signatory, subject: next.publicKey.fingerprint, at: time)
        _ = try await record([entry])
        try key.replace(self.verifier.key, by: next, verifier, passphrase: passphrase)
        let book = try LogBook(
            at: folder, post: post, passphrases: passphrase.map(PassphraseSource.fixed) ?? PassphraseSource.none,
            memory: memory, now: now)
        try await book.publish()
        return book
    }
}
