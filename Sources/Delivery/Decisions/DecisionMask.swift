import Manifests

/// What decision records leave out: the values of Secrets always, and what paths name.
package struct DecisionMask: Sendable {
    package static let text = "<masked>"

    private let patterns: [FieldPattern]

    /// - Parameter patterns: such as `spec.template.spec.containers[*].env[*].value`.
    package init(_ patterns: [FieldPattern] = []) { self.patterns = patterns }

    /// - Returns: the object without what is masked, and the paths of that.
    func masking(_ object: Value) -> (object: Value, paths: [String], texts: [String]) {
        var walk = Walk()
        var result = object
        if object["kind"]?.string == "Secret" {
            for member in object.object ?? Object() where !SecretContent.clearFields.contains(member.key) {
                let steps: [FieldPattern.Step] = [.key(member.key)] + (member.value.object == nil ? [] : [.all])
                result = walk.mask(result, steps[...], at: "")
            }
        }
        result = walk.mask(result, Self.lastApplied, at: "")
        for pattern in patterns { result = walk.mask(result, pattern.steps[...], at: "") }
        return (result, walk.paths, walk.texts)
    }

    private static let lastApplied: ArraySlice<FieldPattern.Step> = [
        .key("metadata"), .key("annotations"), .key("kubectl.kubernetes.io/last-applied-configuration"),
    ]

    private struct Walk {
        var paths: [String] = []
        var texts: [String] = []

        mutating func mask(_ value: Value, _ steps: ArraySlice<FieldPattern.Step>, at path: String) -> Value {
            guard let step = steps.first else {
                paths.append(path)
                collect(value)
                return .string(DecisionMask.text)
            }
            let rest = steps.dropFirst()
            switch value {
            case .object(var members):
                for member in members where Self.matches(step, member.key) {
                    members[member.key] = mask(member.value, rest, at: Self.append(member.key, to: path))
                }
                return .object(members)
            case .array(let items):
                return .array(
                    items.enumerated().map { index, item in
                        FieldPattern.matches(step, item, at: index) ? mask(item, rest, at: "\(path)[\(index)]") : item
                    })
            default: return value
            }
        }

        private mutating func collect(_ value: Value) {
            switch value {
            case .string(let text): if !text.isEmpty { texts.append(text) }
            case .object(let members): for member in members { collect(member.value) }
            case .array(let items): for item in items { collect(item) }
            default: break
            }
        }

        private static func matches(_ step: FieldPattern.Step, _ key: String) -> Bool {
            switch step {
            case .key(let name): name == key
            case .all: true
            case .index(let index): String(index) == key
            case .item: false
            }
        }

        private static func append(_ key: String, to path: String) -> String {
            if key.contains(".") || key.contains("/") { return "\(path)['\(key)']" }
            return path.isEmpty ? key : "\(path).\(key)"
        }
    }
}
