import Trust

/// The keys of one issuer of tokens: read when they are first needed, and again when they have grown old or a token names
/// one that is not among them.
///
/// Where they cannot be read again, the known ones serve until they are a day old; then nobody is let in.
actor IssuerKeys {
    /// Seconds until they are read again.
    private static let refresh: Int64 = 600
    /// Seconds after which they serve no longer.
    private static let longest: Int64 = 86_400
    /// Seconds between two attempts: a token with a made-up key costs one.
    private static let pause: Int64 = 30

    private let source: KeySource
    private let read: KeySource.Read
    private var known: (keys: JSONWebKeySet, at: Int64)?
    private var tried: Int64?
    private var readers = 0
    private var fault: String?

    init(_ source: KeySource, read: @escaping KeySource.Read) {
        self.source = source
        self.read = read
    }

    enum Answer: Sendable {
        case keys(JSONWebKeySet)
        case unavailable(String)
    }

    /// - Parameters:
    ///   - wantsNewer: a key was missing.
    ///   - now: seconds since 1970.
    func keys(wantsNewer: Bool = false, at now: Int64) async -> Answer {
        let isFresh = known.map { now - $0.at < Self.refresh } ?? false
        let mayTry = tried.map { now - $0 >= Self.pause } ?? true
        // Whoever comes while they are read for the first time does not go away for want of them.
        if !isFresh || wantsNewer, mayTry || known == nil && readers > 0 {
            tried = now
            readers += 1
            defer { readers -= 1 }
            do {
                known = (try await source.keys(read), now)
                fault = nil
            } catch {
                fault = "\(error)"
            }
        }
        if let known, now - known.at < Self.longest { return .keys(known.keys) }
        return .unavailable(fault ?? "they were not read yet")
    }
}

/// Where the keys of an issuer are.
package enum KeySource: Sendable, Hashable {
    case file(String)
    /// A JSON Web Key Set.
    case address(String)
    /// An issuer that says where they are (OpenID Connect Discovery 1.0, section 4).
    case discovery(issuer: String)

    /// Reads a file, or asks an https address.
    package typealias Read = @Sendable (_ place: KeyPlace) async throws -> [UInt8]

    func keys(_ read: Read) async throws -> JSONWebKeySet {
        switch self {
        case .file(let path): return try JSONWebKeySet(try await read(.file(path)), what: "'\(path)'")
        case .address(let address): return try JSONWebKeySet(try await read(.address(address)), what: "'\(address)'")
        case .discovery(let issuer):
            let place = issuer.hasSuffix("/") ? issuer + ".well-known" : issuer + "/.well-known"
            let address = place + "/openid-configuration"
            let found = try ProviderMetadata.keysAddress(
                in: try await read(.address(address)), of: issuer, what: "'\(address)'")
            return try await KeySource.address(found).keys(read)
        }
    }
}

/// What is to be read.
package enum KeyPlace: Sendable, Hashable {
    case file(String)
    case address(String)
}
