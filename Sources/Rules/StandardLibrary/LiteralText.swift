import Manifests

/// String literals of the types that are written as strings: checked when the policy is, not when it runs.
enum LiteralText {
    struct Refusal: Error {
        var message: String
    }

    static func datum(_ text: String, of type: String) -> Result<Datum, Refusal> {
        switch type {
        case "Json": return .success(.json(.string(text)))
        case "Quantity":
            guard let quantity = Quantity(text) else { return refusal("a quantity such as '500m' or '2Gi'", text) }
            return .success(.object(QuantityBox(quantity)))
        case "Timestamp":
            guard let time = TimestampText.parse(text) else {
                return refusal("a time such as '2026-01-31T09:00:00Z'", text)
            }
            return .success(.time(time))
        case "Duration":
            guard let duration = DurationText.parse(text) else { return refusal("a duration such as '1h30m'", text) }
            return .success(
                .span(
                    Int(duration.components.seconds) * 1_000
                        + Int(duration.components.attoseconds / 1_000_000_000_000_000)))
        case "ClockTime":
            guard let minutes = TimestampText.parseClock(text) else {
                return refusal("a time of day such as '09:00'", text)
            }
            return .success(.integer(minutes))
        case "SemVer":
            guard let version = SemanticVersion(text) else { return refusal("a version such as '1.2.3'", text) }
            return .success(.object(VersionBox(version)))
        case "CIDR":
            guard let network = Network(text) else { return refusal("a network such as '10.0.0.0/8'", text) }
            return .success(.object(NetworkBox(network)))
        case "LabelSelector":
            guard let selector = LabelSelector(text) else {
                return refusal("a label selector such as 'app=web,!legacy'", text)
            }
            return .success(.object(SelectorBox(selector)))
        case "Subject": return .success(StandardRecords.subject(text, groups: []))
        case "Approval":
            return .success(
                .object(Record(StandardRecords.approval, [StandardRecords.subject(text, groups: []), .string("")])))
        default: return .success(.string(text))
        }
    }

    private static func refusal(_ expected: String, _ text: String) -> Result<Datum, Refusal> {
        .failure(Refusal(message: "expected \(expected), found '\(text)'"))
    }
}

extension StandardRecords {
    static let approval = Catalogue.standard.id("Approval")
    static let signature = Catalogue.standard.id("Signature")
    static let change = Catalogue.standard.id("Change")
    static let changeShape = Shape(.nominal(change, []), Catalogue.standard)
    static let request = Catalogue.standard.id("Request")
    static let environment = Catalogue.standard.id("Environment")
    static let application = Catalogue.standard.id("Application")
    static let destination = Catalogue.standard.id("Destination")

    static func subject(_ name: String, groups: [String]) -> Datum {
        .object(Record(subject, [.string(name), .object(SetBox(groups.map { .string($0) }))]))
    }
}
