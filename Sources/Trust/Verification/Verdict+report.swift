package import Manifests

extension Verdict {
    /// For people: the verdict, then a line for each signer or reason.
    ///
    /// - Parameter digest: nil where not even that could be found out.
    package func lines(artifact: String, digest: SHA256Digest?) -> [String] {
        switch self {
        case .verified(let verified): verified.lines
        case .refused(let refusals):
            ["\(isUnavailable ? "unknown" : "refused"): \(artifact)" + (digest.map { " sha256:\($0.hex)" } ?? "")]
                + refusals.map { "  \($0.code): \($0)" }
        }
    }

    /// For `--output json`.
    package func report(artifact: String, digest: SHA256Digest?) -> Value {
        switch self {
        case .verified(let verified): return verified.report
        case .refused(let refusals):
            let reasons = refusals.map { ["code": .string($0.code), "message": .string($0.description)] as Value }
            return [
                "verdict": .string(isUnavailable ? "unavailable" : "refused"), "artifact": .string(artifact),
                "digest": digest.map { .string("sha256:\($0.hex)") } ?? .null, "reasons": .array(reasons),
            ]
        }
    }
}

extension VerifiedArtifact {
    package var lines: [String] {
        let end = expires.map { ", until \($0)" } ?? ""
        return [
            "verified: \(artifact) sha256:\(digest.hex)",
            "  environment \(environment), version \(version)\(end), trust policy \(policyVersion)",
        ]
            + signers.map { signer in
                let roles = signer.roles.map(\.rawValue).joined(separator: ", ")
                let log = signer.log.map { ", log entry \($0.index) at \($0.time)" } ?? ""
                return "  signed by \(signer.principal) as \(roles) with \(signer.keyName) \(signer.fingerprint)\(log)"
            }
    }

    package var report: Value {
        var object: Object = [
            "verdict": "verified", "artifact": .string(artifact), "digest": .string("sha256:\(digest.hex)"),
            "environment": .string(environment), "version": .integer(version),
            "policy": [
                "version": .integer(policyVersion), "digest": .string("sha256:\(policyDigest.hex)"),
            ],
            "signers": .array(signers.map(\.report)),
        ]
        object["expires"] = expires.map { .string($0.description) }
        return .object(object)
    }
}

extension VerifiedArtifact.Signer {
    fileprivate var report: Value {
        var object: Object = [
            "principal": .string(principal), "key": .string(keyName), "fingerprint": .string(fingerprint),
            "roles": .array(roles.map { .string($0.rawValue) }),
        ]
        if let log {
            object["log"] = .string(log.origin)
            object["logIndex"] = .integer(Int64(clamping: log.index))
            object["logTime"] = .string(log.time.description)
        }
        return .object(object)
    }
}
