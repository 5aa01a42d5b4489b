/// Reads the fields of an object of Lockstep's own kinds, strictly: what is missing, of another type, out of
/// range or unknown becomes a diagnostic at its place, and reading goes on, so that all faults are found at once.
///
///     var reader = FieldReader(document)
///     let sync = reader.object("spec") { spec in
///         spec.optional("namespace", .string)
///         return SyncPolicy(interval: spec.value("interval", .duration, default: .seconds(30)))
///     }
///     reader.rejectUnknownFields()
///     reader.diagnostics
///
/// Null counts as absent, as it does in Kubernetes.
package struct FieldReader {
    package private(set) var diagnostics: [Diagnostic] = []
    /// From the document's root to the object that is read.
    package let path: [PathStep]

    private let document: Document
    private let object: Object
    private var known: [String] = []

    /// - Parameter path: leads to an object; anything else there is a diagnostic, and every field is absent.
    package init(_ document: Document, at path: [PathStep] = []) {
        self.document = document
        self.path = path
        switch document.value[steps: path] {
        case .object(let object): self.object = object
        case let other:
            object = Object()
            report(at: path, "expected an object\(Self.named(path)), found \(other?.kindInWords ?? "nothing")")
        }
    }

    /// Whether every field read so far was as it should be.
    package var isValid: Bool { !diagnostics.contains { $0.severity == .error } }

    // MARK: Reading

    /// The field's value; nil where it is absent or at fault.
    package mutating func optional<T>(_ name: String, _ kind: FieldKind<T>) -> T? {
        guard let value = present(name) else { return nil }
        switch kind.read(value) {
        case .success(let result): return result
        case .failure(let mismatch):
            let found = mismatch.found ?? value.kindInWords
            report(
                at: path + [.key(name)], "expected \(mismatch.expected) for '\(name)', found \(found)",
                hint: mismatch.hint)
            return nil
        }
    }

    /// The field's value, or the default where it is absent or at fault.
    package mutating func value<T>(_ name: String, _ kind: FieldKind<T>, default fallback: T) -> T {
        optional(name, kind) ?? fallback
    }

    /// The field's value; absent is a fault.
    package mutating func required<T>(_ name: String, _ kind: FieldKind<T>) -> T? {
        if present(name) == nil { reportMissing(name, kind.expected) }
        return optional(name, kind)
    }

    /// Reads a nested object and rejects its unknown fields; nil where it is absent or no object.
    package mutating func object<T>(_ name: String, _ read: (inout FieldReader) -> T?) -> T? {
        guard let value = present(name) else { return nil }
        guard value.object != nil else {
            report(at: path + [.key(name)], "expected an object for '\(name)', found \(value.kindInWords)")
            return nil
        }
        return nested(at: path + [.key(name)], read)
    }

    package mutating func requiredObject<T>(_ name: String, _ read: (inout FieldReader) -> T?) -> T? {
        if present(name) == nil { reportMissing(name, "an object") }
        return object(name, read)
    }

    /// Reads a list of objects, each as ``object(_:_:)`` does; those that give nil are left out. Empty where
    /// the field is absent.
    package mutating func objects<T>(_ name: String, _ read: (inout FieldReader) -> T?) -> [T] {
        guard let value = present(name) else { return [] }
        guard let elements = value.array else {
            report(at: path + [.key(name)], "expected a list for '\(name)', found \(value.kindInWords)")
            return []
        }
        return elements.indices.compactMap { nested(at: path + [.key(name), .index($0)], read) }
    }

    /// Whether the object has the field, with a value other than null. The field counts as known.
    package mutating func has(_ name: String) -> Bool { present(name) != nil }

    // MARK: Finishing

    /// A diagnostic for every field that nothing asked for.
    ///
    /// - Parameter names: fields that are allowed although nothing reads them here.
    package mutating func rejectUnknownFields(allowing names: [String] = []) {
        let expected = known + names
        for key in object.keys where !expected.contains(key) {
            let nearest = NearestName.suggest(key, among: expected)
            let remedy = nearest.map { ", expected '\($0)'" } ?? ""
            let all =
                expected.isEmpty ? nil : "the fields here are \(expected.map { "'\($0)'" }.joined(separator: ", "))"
            let place = document.keyLocation(of: path + [.key(key)])
            diagnostics.append(
                .error(
                    "unknown field '\(key)'\(remedy)", at: place ?? document.location, hint: nearest == nil ? all : nil)
            )
        }
    }

    /// A fault that the caller found: two fields that exclude each other, a name that leads nowhere.
    package mutating func report(_ message: String, at field: String? = nil, hint: String? = nil) {
        report(at: path + (field.map { [.key($0)] } ?? []), message, hint: hint)
    }

    package func location(of field: String) -> SourceLocation {
        document.nearestLocation(of: path + [.key(field)])
    }

    // MARK: Within

    private mutating func present(_ name: String) -> Value? {
        if !known.contains(name) { known.append(name) }
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    private mutating func nested<T>(at path: [PathStep], _ read: (inout FieldReader) -> T?) -> T? {
        var reader = FieldReader(document, at: path)
        let result = reader.isValid ? read(&reader) : nil
        if result != nil || !reader.known.isEmpty { reader.rejectUnknownFields() }
        diagnostics += reader.diagnostics
        return result
    }

    private mutating func reportMissing(_ name: String, _ expected: String) {
        let place = path.isEmpty ? document.location : document.nearestLocation(of: path)
        diagnostics.append(.error("missing field '\(name)'\(Self.named(path, "in")), expected \(expected)", at: place))
    }

    private mutating func report(at path: [PathStep], _ message: String, hint: String? = nil) {
        let place = document.location(of: path) ?? document.nearestLocation(of: path)
        diagnostics.append(.error(message, at: place, hint: hint))
    }

    private static func named(_ path: [PathStep], _ word: String = "at") -> String {
        path.isEmpty ? "" : " \(word) '\(path.text)'"
    }
}
