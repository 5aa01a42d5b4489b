/// Where a new signature is put: each signer of something has a place of its own beside it, so that several signers can
/// reach a threshold, and signs again in that place.
package enum SignaturePlace {
    /// Beside other people's bundles of the same files; in the place of one's own, and of those of other files.
    ///
    /// - Parameters:
    ///   - path: of the first, second, … signer, from 1.
    ///   - statement: what is signed.
    package static func bundle(
        at path: (Int) -> String, for statement: Statement, by key: PublicKey
    ) throws(TrustError) -> String {
        let hint = SigstoreBundle.hint(for: key)
        return try place(path, of: statement) { bytes in
            guard let bundle = try? SigstoreBundle.parse(bytes) else { return true }
            return isReplaceable(bundle.envelope, isOwn: bundle.keyHint == hint, statement)
        }
    }

    /// As ``bundle(at:for:by:)``, for envelopes without a bundle around them.
    package static func envelope(
        at path: (Int) -> String, for statement: Statement, by key: PublicKey
    ) throws(TrustError) -> String {
        try place(path, of: statement) { bytes in
            guard let envelope = try? Envelope.parse(bytes) else { return true }
            return isReplaceable(envelope, isOwn: envelope.isSigned(by: key), statement)
        }
    }

    /// A statement of the same kind about other bytes is out of date; one about these bytes is its signer's.
    private static func isReplaceable(_ envelope: Envelope, isOwn: Bool, _ statement: Statement) -> Bool {
        guard let other = try? Statement.parse(envelope.payload) else { return true }
        guard other.predicateType == statement.predicateType else { return false }
        return isOwn || other.subjects.map(\.digest) != statement.subjects.map(\.digest)
    }

    /// `FILE.minisig`, which minisign looks for by itself, for whoever comes first; what it is a signature of, only its
    /// signer can tell.
    ///
    /// - Parameter taken: places of signatures that are not written yet.
    package static func minisign(
        of file: String, environment: String, by key: MinisignKeyID, taken: Set<String> = []
    ) throws(TrustError) -> String {
        let places = minisigns(of: file, environment: environment)
        for path in places where !taken.contains(path) {
            guard let bytes = try DurableFile.read(path: path),
                let text = String(validating: bytes, as: UTF8.self), let other = try? MinisignSignature.parse(text)
            else { return path }
            let binding = try? ReleaseBinding(trustedComment: other.trustedComment)
            if other.keyID == key, binding == nil || binding?.environment == environment { return path }
        }
        throw full(of: file)
    }

    /// The places of an environment's minisign signatures, in the order in which they are looked at.
    package static func minisigns(of file: String, environment: String) -> [String] {
        ["\(file).minisig"] + numbers.map { "\(file).\(environment)\(middle($0)).minisig" }
    }

    /// The places of an environment's envelopes.
    package static func envelopes(of file: String, environment: String) -> [String] {
        numbers.map { envelope(of: file, environment: environment, number: $0) }
    }

    /// - Parameter number: from 1.
    package static func envelope(of file: String, environment: String, number: Int) -> String {
        "\(file).\(environment)\(middle(number)).dsse.json"
    }

    private static let numbers = 1...ModelStore.mostBundles

    private static func middle(_ number: Int) -> String { number == 1 ? "" : ".\(number)" }

    private static func place(
        _ path: (Int) -> String, of statement: Statement, isFree: ([UInt8]) -> Bool
    ) throws(TrustError) -> String {
        for number in numbers {
            guard let bytes = try DurableFile.read(path: path(number)), !isFree(bytes) else { return path(number) }
        }
        throw full(of: statement.subjects.first?.name ?? "")
    }

    private static func full(of name: String) -> TrustError {
        .unsupported(
            "one more signature of '\(name)'", found: "expected at most \(ModelStore.mostBundles) signers",
            hint: "remove those that nobody needs")
    }
}
