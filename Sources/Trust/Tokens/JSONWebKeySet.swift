import Manifests

/// The public keys of an issuer of tokens (RFC 7517, 5).
///
/// Keys that are not for signatures, of kinds that no algorithm here takes, or too weak, are passed over: they verify
/// nothing.
package struct JSONWebKeySet: Sendable {
    struct Key: Sendable {
        var id: String?
        var algorithms: [TokenAlgorithm]
        var material: Material
    }

    enum Material: Sendable {
        case rsa(spki: [UInt8])
        /// - Parameter size: bytes of a coordinate.
        case curve(spki: [UInt8], size: Int)
        case ed25519(Ed25519PublicKey)
    }

    private static let mostKeys = 100

    let keys: [Key]

    /// - Throws: `malformed` for what is no set, or has more than 100 keys.
    package init(_ bytes: [UInt8], what: String) throws(TrustError) {
        let value = try StrictJSON.parse(bytes, what: what)
        guard let list = value["keys"]?.array else {
            throw .malformed(what, reason: "expected an object with 'keys', found \(value.kindInWords)")
        }
        guard list.count <= Self.mostKeys else {
            throw .malformed(what, reason: "expected at most \(Self.mostKeys) keys, found \(list.count)")
        }
        keys = list.compactMap(Self.key)
    }

    package var isEmpty: Bool { keys.isEmpty }

    /// The key that a token's header names; the only one that fits where it names none.
    func key(_ id: String?, for algorithm: TokenAlgorithm) -> Key? {
        let fitting = keys.filter { $0.algorithms.contains(algorithm) && (id == nil || $0.id == id) }
        return fitting.count == 1 ? fitting.first : nil
    }

    private static func key(_ value: Value) -> Key? {
        if let use = value["use"], use.string != "sig" { return nil }
        if let operations = value["key_ops"]?.array, !operations.contains("verify") { return nil }
        guard let (material, fitting) = material(value) else { return nil }
        var algorithms = fitting
        if let named = value["alg"] {
            algorithms = fitting.filter { $0.rawValue == named.string }
        }
        return algorithms.isEmpty ? nil : Key(id: value["kid"]?.string, algorithms: algorithms, material: material)
    }

    private static func material(_ value: Value) -> (Material, [TokenAlgorithm])? {
        switch (value["kty"]?.string, value["crv"]?.string) {
        case ("RSA", _):
            guard let modulus = number(value["n"]), let exponent = number(value["e"]),
                let spki = Libcrypto.rsaKey(modulus: modulus, exponent: exponent)
            else { return nil }
            return (.rsa(spki: spki), [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512])
        case ("EC", "P-256"): return curve(value, size: 32, .es256)
        case ("EC", "P-384"): return curve(value, size: 48, .es384)
        case ("OKP", "Ed25519"):
            guard let bytes = number(value["x"]), let key = try? Ed25519PublicKey(bytes) else { return nil }
            return (.ed25519(key), [.edDSA])
        default: return nil
        }
    }

    private static func curve(_ value: Value, size: Int, _ algorithm: TokenAlgorithm) -> (Material, [TokenAlgorithm])? {
        guard let x = number(value["x"]), let y = number(value["y"]), x.count == size, y.count == size,
            let spki = Libcrypto.curveKey(x: x, y: y)
        else { return nil }
        return (.curve(spki: spki, size: size), [algorithm])
    }

    private static func number(_ value: Value?) -> [UInt8]? { value?.string.flatMap(Base64.decodeURLSafe) }
}

extension JSONWebKeySet.Key {
    /// Whether a signature is this key's over a message.
    func isSignature(_ signature: [UInt8], of message: [UInt8], _ algorithm: TokenAlgorithm) -> Bool {
        guard algorithms.contains(algorithm) else { return false }
        switch material {
        case .ed25519(let key): return key.isSignature(signature, of: message)
        case .rsa(let spki):
            return Libcrypto.isTokenSignature(signature, of: message, spki: spki, algorithm)
        case .curve(let spki, let size):
            guard signature.count == 2 * size else { return false }
            let der = DERWriter.sequence([
                DERWriter.integer(Array(signature.prefix(size))), DERWriter.integer(Array(signature.suffix(size))),
            ])
            return Libcrypto.isTokenSignature(der, of: message, spki: spki, algorithm)
        }
    }
}
