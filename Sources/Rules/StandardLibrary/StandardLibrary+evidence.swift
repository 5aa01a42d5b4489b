import Manifests

extension StandardLibrary {
    static let evidence: Table = [
        "signatures(of:)": .unary { (a, frame) throws(Fault) in
            guard let artifact = name(a) else { return .list([]) }
            switch frame.context.signatures[artifact] ?? frame.context.otherSignatures {
            case .unavailable(let reason): throw Fault(.unavailable("\(reason) of '\(artifact)'"))
            case .found(let signatures):
                return .list(
                    signatures.map {
                        .object(
                            Record(
                                StandardRecords.signature, [.string($0.role), .string($0.identity), .time($0.expires)]))
                    })
            }
        },
        "attestations(of:type:)": .binary { (a, b, frame) throws(Fault) in
            guard let artifact = name(a) else { return .jsonList([]) }
            let key = "\(artifact) \(try text(b))"
            switch frame.context.attestations[key] ?? frame.context.attestations[artifact]
                ?? frame.context.otherAttestations
            {
            case .unavailable(let reason): throw Fault(.unavailable("\(reason) of '\(artifact)'"))
            case .found(let values): return .jsonList(values)
            }
        },
    ]

    private static func name(_ datum: Datum) -> String? {
        switch datum {
        case .string(let text): text
        case .object(let image as ImageReference): image.text
        default: nil
        }
    }

    static let verdicts: Table = [
        "deny(_:at:)": .verdict(.deny), "warn(_:at:)": .verdict(.warn), "require(_:_:at:)": .verdict(.require),
    ]
}
