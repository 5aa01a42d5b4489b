package import Manifests

/// The operator's file of triggers: Releases name them, so that who may write a Release cannot send the daemon's secrets
/// to an address of their own.
///
///     apiVersion: lockstep/v1
///     kind: RetrainingTriggers
///     triggers:
///       - { name: nightly, mlflow: { url: "http://mlflow:5000", model: fraud } }
package struct NamedTriggers: Sendable, Hashable {
    private var triggers: [String: Trigger]

    /// None at all.
    package init() { triggers = [:] }

    package subscript(name: String) -> Trigger? { triggers[name] }

    package var names: [String] { triggers.keys.sorted() }

    /// Why there is no trigger of that name.
    package func absence(of name: String) -> String {
        guard !triggers.isEmpty else { return "expected a file of triggers (serve --triggers), found none" }
        let nearest = NearestName.suggest(name, among: names).map { "; did you mean '\($0)'?" } ?? ""
        return "expected one of \(names.joined(separator: ", ")), found '\(name)'\(nearest)"
    }

    /// - Returns: nil where something is at fault, which `diagnostics` then tells.
    package static func read(file: String, bytes: [UInt8], into diagnostics: inout [Diagnostic]) -> NamedTriggers? {
        let parsed = YAML.parse(bytes, file: file)
        diagnostics += parsed.diagnostics
        guard parsed.diagnostics.isEmpty else { return nil }
        guard let document = parsed.documents.first, parsed.documents.count == 1 else {
            let place = SourceLocation(file: file, line: 1, column: 1)
            diagnostics.append(
                .error("expected one document of kind RetrainingTriggers, found \(parsed.documents.count)", at: place))
            return nil
        }
        var reader = FieldReader(document)
        if let version = reader.required("apiVersion", .string), version != "lockstep/v1" {
            reader.report("expected 'lockstep/v1', found '\(version)'", at: "apiVersion")
        }
        if let kind = reader.required("kind", .string), kind != "RetrainingTriggers" {
            reader.report("expected kind 'RetrainingTriggers', found '\(kind)'", at: "kind")
        }
        var result = NamedTriggers()
        let read = reader.objects("triggers") { entry -> (String, Trigger)? in
            let name = entry.required("name", .nonEmptyString)
            guard let name, let trigger = Trigger.read(&entry) else { return nil }
            return (name, trigger)
        }
        for (name, trigger) in read where result.triggers.updateValue(trigger, forKey: name) != nil {
            reader.report("expected a name for each trigger, found '\(name)' twice", at: "triggers")
        }
        reader.rejectUnknownFields()
        diagnostics += reader.diagnostics
        return reader.isValid ? result : nil
    }
}
