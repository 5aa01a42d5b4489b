import Manifests

/// Where the field stands that a server names first in a refusal: `spec.ports[0].port: Invalid value: 0: must be…`
enum FaultPlace {
    /// - Returns: nil where the words name no field of the object.
    static func location(of reason: String, in resource: Resource) -> SourceLocation? {
        if let field = GoField(in: reason) {
            return field.steps(in: resource.object).flatMap(resource.document.location)
        }
        guard let colon = reason.firstRange(of: ": ") else { return nil }
        let path = reason[..<colon.lowerBound]
        guard !path.contains(" ") else { return nil }
        let steps = PolicyReview.steps(String(path))
        guard let first = steps.first, resource.object[steps: [first]] != nil else { return nil }
        return resource.document.nearestLocation(of: steps)
    }
}

/// The field that Go's decoder could not fill: `json: cannot unmarshal number into Go struct field
/// DeploymentSpec.spec.replicas of type int32`. Its path passes over the indices of lists.
private struct GoField {
    private let names: [String]
    /// What was found there, in the words of `encoding/json`.
    private let found: Substring

    init?(in reason: String) {
        guard let verb = reason.firstRange(of: "cannot unmarshal "),
            let field = reason.firstRange(of: " into Go struct field "), verb.upperBound <= field.lowerBound
        else { return nil }
        found = reason[verb.upperBound..<field.lowerBound].prefix { $0 != " " }
        // The first is the name of the struct.
        names = reason[field.upperBound...].prefix { $0 != " " }.split(separator: ".").dropFirst().map(String.init)
    }

    /// - Returns: nil where nothing of what was found stands at the path.
    func steps(in object: Value) -> [PathStep]? { names.isEmpty ? nil : steps(names[...], in: object) }

    private func steps(_ names: ArraySlice<String>, in value: Value) -> [PathStep]? {
        if case .array(let items) = value, !(names.isEmpty && found == "array") {
            for (index, item) in items.enumerated() {
                if let rest = steps(names, in: item) { return [.index(index)] + rest }
            }
            return nil
        }
        guard let name = names.first else { return isFound(value) ? [] : nil }
        return value[name].flatMap { steps(names.dropFirst(), in: $0) }.map { [.key(name)] + $0 }
    }

    private func isFound(_ value: Value) -> Bool {
        switch value {
        case .string: found == "string"
        case .bool: found == "bool"
        case .integer, .double: found == "number"
        case .array: found == "array"
        case .object: found == "object"
        case .null: false
        }
    }
}
