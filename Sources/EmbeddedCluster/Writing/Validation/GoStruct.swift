import Manifests

/// How the server prints its own types where it refuses one as a whole: every field, in the type's order.
enum GoStruct {
    /// `{"Key":"a","TolerationSeconds":null}`
    static func text(_ fields: [(name: String, value: Value?)]) -> String {
        text(fields.map { ($0.name, JSON.string($0.value ?? .null)) })
    }

    /// - Parameter fields: with values that are JSON already.
    static func text(_ fields: [(name: String, json: String)]) -> String {
        "{" + fields.map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",") + "}"
    }
}
