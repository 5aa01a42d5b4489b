import Foundation

/// A named format of texts.
struct NamedFormat: OpaqueDatum {
    static let typeName = "kubernetes.NamedFormat"

    let name: String
    /// What the format's pattern is taken to measure, for the cost.
    let patternSize: Int
    /// What is wrong with a text.
    let faults: @Sendable (String) -> [String]

    func isEqual(to other: any OpaqueDatum) -> Bool { (other as? NamedFormat)?.name == name }
}

/// `format.dns1123Label().validate(text)` and its like.
enum FormatFunctions {
    private static let type = ValueType.opaque(NamedFormat.typeName)

    static let functions =
        [
            Function("validate", [.member(type, .string, to: .optional(.list(.string)))], cost: .namedFormat) {
                (arguments) throws(EvaluationError) in
                guard case .opaque(let value) = arguments[0], let format = value as? NamedFormat,
                    case .string(let text) = arguments[1]
                else { throw .noSuchOverload }
                let faults = format.faults(text)
                return .optional(faults.isEmpty ? nil : .strings(faults))
            },
            Function("format.named", [.global(.string, to: .optional(type))]) { (arguments) throws(EvaluationError) in
                guard case .string(let name) = arguments[0] else { throw .noSuchOverload }
                return .optional(formats[name].map { .opaque($0) })
            },
        ]
        + formats.map { name, format in
            Function("format.\(name)", [.global(to: type)]) { _ throws(EvaluationError) in .opaque(format) }
        }

    private static let formats: [String: NamedFormat] = {
        func format(_ name: String, _ size: Int, _ faults: @escaping @Sendable (String) -> [String]) -> NamedFormat {
            NamedFormat(name: name, patternSize: size, faults: faults)
        }
        return [
            "dns1123Label": format("DNS1123Label", 30) { NameRule.label.faults($0) },
            "dns1123Subdomain": format("DNS1123Subdomain", 60) { NameRule.subdomain.faults($0) },
            "dns1035Label": format("DNS1035Label", 30) { NameRule.dns1035Label.faults($0) },
            "dns1123LabelPrefix": format("DNS1123LabelPrefix", 30) { NameRule.label.faults(ofPrefix: $0) },
            "dns1123SubdomainPrefix": format("DNS1123SubdomainPrefix", 60) { NameRule.subdomain.faults(ofPrefix: $0) },
            "dns1035LabelPrefix": format("DNS1035LabelPrefix", 30) { NameRule.dns1035Label.faults(ofPrefix: $0) },
            "qualifiedName": format("QualifiedName", 60, NameRule.qualifiedNameFaults),
            "labelValue": format("LabelValue", 40) { NameRule.labelValue.faults($0) },
            "uri": format("URI", 1_000) { WebAddress.fault(ofRequest: $0).map { [$0] } ?? [] },
            "uuid": format("uuid", 110) {
                UUID(uuidString: $0) == nil && UUID(uuidString: hyphenated($0)) == nil
                    ? ["does not match the UUID format"] : []
            },
            "byte": format("byte", 70) {
                $0.utf8.count.isMultiple(of: 4) && Data(base64Encoded: $0) != nil ? [] : ["invalid base64"]
            },
            "date": format("date", 110) { Instant(parsing: $0 + "T00:00:00Z") == nil ? ["invalid date"] : [] },
            "datetime": format("datetime", 110) { Instant(parsing: $0) == nil ? ["invalid datetime"] : [] },
        ]
    }()

    private static func hyphenated(_ text: String) -> String {
        guard text.utf8.count == 32, text.allSatisfy(\.isASCII) else { return "" }
        let characters = Array(text)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(characters[$0]) }.joined(separator: "-")
    }
}
